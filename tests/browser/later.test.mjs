// What the first screen does without comes after it, and may come late, or not at all.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, browser, signIn } from './support.mjs';

let server, chromium;
before(async () => {
  server = await Server.start();
  chromium = await browser();
  const api = await server.api();
  await api('POST', '/businesses', { name: 'Harbour Café' });
});
after(async () => { await chromium?.close(); await server?.stop(); });

const REST = '**/assets/rest-*.wasm';

/** A page that is signed in, in a context where `route` answers for the rest. No worker: it would answer first. */
async function start(route) {
  const before = await signIn(chromium, server, 'ada@example.com', { serviceWorkers: 'block' });
  const context = before.context();
  await context.route(REST, route);
  await before.close();
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', error => page.faults.push(String(error)));
  return page;
}

const row = page => page.locator('.lead-row[data-id]', { hasText: 'Harbour Café' });

test('the table does not wait for the rest, and is live without it', async () => {
  let release;
  const held = new Promise(done => { release = done; });
  const page = await start(async route => { await held; await route.continue(); });
  const asked = page.waitForRequest(REST);
  await page.goto(`${server.url}/leads`);
  await row(page).waitFor();
  await asked;
  const api = await server.api();
  await api('POST', '/businesses', { name: 'Told meanwhile' });
  await page.locator('.lead-row[data-id]', { hasText: 'Told meanwhile' }).waitFor();
  // What was opened meanwhile shows that it is coming, and then comes.
  await row(page).click();
  await page.locator('.body[aria-busy]').waitFor();
  release();
  await page.getByTestId('lead').getByRole('heading', { name: 'Harbour Café' }).waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a rest that cannot be loaded is said so, and had by trying again', async () => {
  const page = await start(route => route.abort());
  await page.goto(`${server.url}/leads`);
  await row(page).waitFor();
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
  const fault = page.getByRole('alert').filter({ hasText: 'could not be loaded' });
  await fault.waitFor();
  // The way back is open all the same.
  await page.getByRole('navigation').getByRole('link', { name: 'Leads' }).click();
  await row(page).waitFor();
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
  await fault.waitFor();
  await page.context().unroute(REST);
  await fault.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
