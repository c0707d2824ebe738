// An area is searched in one browser and followed in the other, live, to the last lead.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, browser, extract, signIn } from './support.mjs';

let server, chromium;
before(async () => { server = await Server.start({ LEADWIRE_EXTRACT: extract }); chromium = await browser(); });
after(async () => { await chromium?.close(); await server?.stop(); });

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
