// An area is searched in one browser and followed in the other, live, to the last lead.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Server, browser, extract, signIn } from './support.mjs';

// A boundary in a hundred corners, like a star, about 300 m around.
const boundary = Array.from({ length: 100 }, (_, n) => [n * Math.PI / 50, 1 + .2 * (n % 2)]).map(([at, far]) => [24.941 + .0054 * far * Math.cos(at), 60.1705 + .0027 * far * Math.sin(at)]);
const place = { lat: '60.1705', lon: '24.941', name: 'Ympyrälä', display_name: 'Ympyrälä, Helsinki, Finland', boundingbox: ['60.1678', '60.1732', '24.9356', '24.9464'], geojson: { type: 'Polygon', coordinates: [[...boundary, boundary[0]]] } };

let server, chromium, places;
before(async () => {
  places = createServer((request, answer) => answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify([place])));
  await new Promise(done => places.listen(0, '127.0.0.1', done));
  server = await Server.start({ LEADWIRE_EXTRACT: extract, LEADWIRE_NOMINATIM: `http://127.0.0.1:${places.address().port}` });
  chromium = await browser();
});
after(async () => { await chromium?.close(); await server?.stop(); places?.close(); });

const text = (page, id) => page.getByTestId(id).innerText();
const done = page => page.locator('[data-testid=scrape-job][data-status=completed]').waitFor();
const drawn = page => page.locator('.area .dots.new').getAttribute('d').then(path => path.split('M').length - 1);

/** Opens the screen by its link, so that a reload would be noticed. */
async function open(page) {
  await page.getByRole('link', { name: 'Scrape', exact: true }).first().click();
  await page.getByRole('button', { name: 'Start scrape' }).waitFor();
  await page.evaluate(() => { window.stillTheSamePage = true; });
}

test('both browsers follow a scrape to the same leads without a reload, and again it finds nothing new', async () => {
  const [page, watcher] = await Promise.all([signIn(chromium, server, 'ada@example.com'), signIn(chromium, server, 'grace@example.com')]);
  await Promise.all([open(page), open(watcher)]);
  await page.getByRole('radio', { name: /OpenStreetMap|extract/i }).first().isChecked();
  await page.getByRole('button', { name: 'Start scrape' }).click();
  await watcher.getByTestId('recent-scrape').getByRole('link').click();
  await Promise.all([done(page), done(watcher)]);
  const found = await text(page, 'report-New');
  assert.ok(Number(found.replace(',', '')) > 100, `businesses in the middle of Helsinki: ${found}`);
  for (const one of [page, watcher]) {
    await one.getByTestId('results-total').filter({ hasText: found }).waitFor();
    await one.getByTestId('found-new').filter({ hasText: found }).waitFor();
    assert.equal(await text(one, 'report-New'), found);
    assert.ok(await drawn(one) > 100, 'they are drawn');
    assert.ok(await one.evaluate(() => window.stillTheSamePage), 'no reload');
  }

  await page.getByRole('button', { name: 'Again' }).click();
  await page.getByText('Nothing was new').waitFor();
  assert.equal(await text(page, 'report-New'), '0');
  assert.equal(await text(page, 'report-Changed'), '0');
  assert.deepEqual(page.faults.concat(watcher.faults).filter(fault => !fault.includes('401')), []);
});

test('the area is moved and formed by pointer, wheel and keys', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await open(page);
  const surface = page.getByRole('application');
  const radius = () => page.getByRole('slider', { name: 'Radius' }).getAttribute('aria-valuetext');
  assert.equal(await radius(), '500 m');
  const handle = await page.getByRole('button', { name: 'Radius', exact: true }).boundingBox();
  await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
  await page.mouse.down();
  await page.mouse.move(handle.x + 60, handle.y + handle.height / 2, { steps: 4 });
  await page.mouse.up();
  assert.ok(parseInt(await radius(), 10) > 500, await radius());

  const outline = () => page.locator('.area .shape').getAttribute('d');
  const before = await outline();
  await surface.focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(before => document.querySelector('.area .shape').getAttribute('d') !== before, before);
  const scale = () => page.locator('.scale .length').evaluate(bar => `${bar.textContent} ${bar.style.width}`);
  const first = await scale();
  await surface.hover();
  await page.mouse.wheel(0, 400);
  await page.waitForFunction(first => { const bar = document.querySelector('.scale .length'); return `${bar.textContent} ${bar.style.width}` !== first; }, first);

  await page.getByRole('radio', { name: 'Polygon' }).click();
  const box = await surface.boundingBox();
  for (const [x, y] of [[.3, .3], [.7, .3], [.5, .7]]) await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
  await page.getByRole('button', { name: 'Corner 3' }).focus();
  assert.ok(await page.getByRole('button', { name: 'Start scrape' }).isEnabled());
  await page.keyboard.press('Delete');
  await page.getByText('at least three corners').waitFor();
  assert.deepEqual(page.faults.filter(fault => !fault.includes('401')), []);
});

test('a place is drawn and searched within its boundary, and can be made a circle again', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await open(page);
  await page.getByLabel('Place').fill('Ympyrälä');
  await page.getByRole('option', { name: /Ympyrälä/ }).click();
  await page.getByText('Within the boundary of the place.').waitFor();
  const corners = () => page.locator('.area .shape').getAttribute('d').then(path => path.split('L').length);
  assert.ok(await corners() > 60, 'its own line, not a box');
  assert.equal(await page.getByRole('button', { name: /^Corner/ }).count(), 0);
  await page.getByRole('button', { name: 'Start scrape' }).click();
  await done(page);
  await page.getByRole('heading', { name: 'Ympyrälä', exact: true }).waitFor();
  const within = Number((await text(page, 'results-total')).match(/[\d,]+/)[0].replace(',', ''));
  assert.ok(within > 20, `leads within: ${within}`);
  assert.ok(await corners() > 60);
  await open(page);
  await page.getByRole('radio', { name: 'Circle' }).click();
  await page.getByText('Drag the middle to move it.').waitFor();
  await page.getByRole('button', { name: 'Start scrape' }).click();
  await page.getByRole('heading', { name: '500 m around Ympyrälä' }).waitFor();
});
