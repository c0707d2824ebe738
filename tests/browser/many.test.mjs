// Many leads at once: chosen by box, key, range and finger.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, browser, signIn, waiting } from './support.mjs';

let server, chromium;
before(async () => {
  server = new Server();
  await server.run('seed', '--count', '300', '--seed', '1');
  await server.up();
  chromium = await browser();
});
after(async () => { await chromium?.close(); await server?.stop(); });

const at = (page, index) => page.locator(`.lead-row[data-id][aria-rowindex="${index + 2}"]`);
const chosen = (page, count) => page.getByText(`${count} selected`, { exact: true }).waitFor();
const total = async (api, query) => (await api('GET', `/businesses?limit=1&${query}`)).meta.total;

test('rows are chosen with box, Shift, Ctrl and x, and a change reaches the server', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await page.goto(`${server.url}/leads?sort=name`);
  await at(page, 2).hover();
  await at(page, 2).getByRole('checkbox').click();
  await at(page, 6).click({ modifiers: ['Shift'], position: { x: 400, y: 12 } });
  await chosen(page, 5);
  await at(page, 9).click({ modifiers: ['ControlOrMeta'], position: { x: 400, y: 12 } });
  await chosen(page, 6);
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await chosen(page, 7);
  assert.equal(await page.evaluate(() => getSelection().toString()), '', 'no text is chosen');
  await page.getByLabel('Stage selected leads').selectOption('lost');
  await page.locator('.lead-row[aria-selected=true]', { hasText: 'Lost' }).nth(6).waitFor();
  await waiting(page, 0);
  const api = await server.api();
  const row = await at(page, 6).getAttribute('data-id');
  assert.equal((await api('GET', `/businesses/${row}`)).stage, 'lost');
  await page.keyboard.press('Escape');
  await page.locator('.chosen').waitFor({ state: 'detached' });
  assert.deepEqual(page.faults.filter(fault => !fault.includes('401')), []);
});

test('all that match are tagged in one call', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await page.goto(`${server.url}/leads?sort=name`);
  await at(page, 0).waitFor();
  await page.getByTestId('grid').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.getByRole('button', { name: 'Select all 300' }).click();
  await page.getByRole('button', { name: 'Tag', exact: true }).click();
  await page.getByLabel('Tag to add').fill('spring');
  await page.keyboard.press('Enter');
  await page.getByText('Changed 300 leads').waitFor();
  assert.equal(await total(await server.api(), 'tag=spring'), 300);
});

test('a finger that rests on a row chooses it; then a tap does', async () => {
  const page = await signIn(chromium, server, 'ada@example.com', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await page.goto(`${server.url}/leads?sort=name`);
  const box = await at(page, 1).boundingBox();
  const client = await page.context().newCDPSession(page);
  const touchPoints = [{ x: box.x + 120, y: box.y + box.height / 2 }];
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await chosen(page, 1);
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await at(page, 3).tap();
  await chosen(page, 2);
  await page.getByRole('button', { name: 'Delete selected' }).tap();
  await page.getByText('Deleted 2 leads').waitFor();
  await page.getByRole('button', { name: 'Undo' }).tap();
  await page.getByText('300 leads').waitFor();
});
