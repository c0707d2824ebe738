// A list that is longer than a screen, and longer than a browser can draw.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, browser, signIn } from './support.mjs';

const LEADS = 2_000;
let server, chromium;
before(async () => {
  server = new Server();
  await server.run('seed', '--count', String(LEADS), '--seed', '1');
  await server.up();
  chromium = await browser();
});
after(async () => { await chromium?.close(); await server?.stop(); });

test('the End key shows the last lead, Home the first', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await page.goto(`${server.url}/leads`);
  const at = index => page.locator(`.lead-row[data-id][aria-rowindex="${index + 2}"]`);
  await at(0).waitFor();
  await page.getByTestId('grid').focus();
  await page.keyboard.press('End');
  await at(LEADS - 1).and(page.locator('[data-here=true]')).waitFor();
  await page.keyboard.press('Home');
  await at(0).and(page.locator('[data-here=true]')).waitFor();
});

test('of a million leads the end is within reach', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await page.route('**/api/v1/businesses?*', async route => {
    const response = await route.fetch();
    const data = await response.json();
    data.meta.total = 1_000_000;
    await route.fulfill({ response, json: data });
  });
  await page.goto(`${server.url}/leads`);
  await page.locator('.lead-row[data-id]').first().waitFor();
  const grid = page.getByTestId('grid');
  assert.equal(await grid.getAttribute('aria-rowcount'), '1000001');
  await grid.focus();
  await page.keyboard.press('End');
  // The last row ends where the list does, at the lower edge.
  await page.waitForFunction(() => {
    const grid = document.querySelector('[data-testid=grid]');
    const ends = [...grid.querySelectorAll('.lead-row')].map(row => row.getBoundingClientRect().bottom);
    const edge = grid.getBoundingClientRect().top + grid.clientTop + grid.clientHeight;
    return grid.scrollTop > 0 && ends.length > 0 && Math.abs(Math.max(...ends) - edge) <= 3;
  });
  // Pages that are still on their way must not fail when the browser goes.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('whoever does not want to wait for the end of a long list stops', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  let release, asked = 0;
  const held = new Promise(done => { release = done; });
  await page.route('**/api/v1/businesses?*cursor=*', async route => {
    asked += 1;
    await held;
    await route.continue();
  });
  await page.goto(`${server.url}/leads`);
  const at = index => page.locator(`.lead-row[data-id][aria-rowindex="${index + 2}"]`);
  await at(0).waitFor();
  await page.getByTestId('grid').focus();
  await page.keyboard.press('End');
  await page.getByTestId('loading').getByText('200 of 2,000 loaded').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  // The last that is loaded; what it had asked for already comes, and nothing more.
  await at(199).and(page.locator('[data-here=true]')).waitFor();
  await page.getByTestId('total').getByText('2,000 leads').waitFor();
  release();
  await page.getByTestId('grid').focus();
  await page.keyboard.press('ArrowDown');
  await at(200).and(page.locator('[data-here=true]')).waitFor();
  await at(203).waitFor();
  assert.equal(asked, 1);
});
