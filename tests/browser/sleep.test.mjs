// A device that slept.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, browser, live, rootNumber, signIn } from './support.mjs';

let server, chromium;
before(async () => { server = await Server.start(); chromium = await browser(); });
after(async () => { await chromium?.close(); await server?.stop(); });

const row = (page, name) => page.locator('.lead-row[data-id]', { hasText: name });

/** A clock that can be put forward, as that of a device is that slept. */
const clock = () => {
  const now = Date.now;
  window.sleeps = Infinity;
  Date.now = () => now() + (performance.now() > window.sleeps ? 3_600_000 : 0);
};

/** Stops every page of the browser, as a lid that is closed does; resolves to what lets them go on. */
async function sleep(page) {
  const cdp = await chromium.newBrowserCDPSession();
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
  const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  await page.evaluate(() => { window.sleeps = performance.now() + 20; });
  const signal = name => pages.forEach(id => process.kill(id, name));
  signal('SIGSTOP');
  return () => signal('SIGCONT');
}

test('a tab that slept an hour takes what it missed, each event once', async () => {
  const page = await signIn(chromium, server, 'grace@example.com');
  await page.addInitScript(clock);
  const first = await (await server.api())('POST', '/businesses', { name: 'Before the sleep' });
  await page.goto(`${server.url}/leads`);
  await row(page, 'Before the sleep').waitFor();
  await live(page);
  const before = { applied: await rootNumber(page, 'applied'), seq: await rootNumber(page, 'seq') };

  const wake = await sleep(page);
  await server.kill();
  await server.up();
  const api = await server.api();
  let { version } = first;
  for (let i = 1; i <= 300; i++) ({ version } = await api('PATCH', `/businesses/${first.id}`, { base_version: version, phone: `+358 ${i}` }));
  await api('POST', '/businesses', { name: 'During the sleep' });
  const gone = await api('POST', '/businesses', { name: 'Come and gone' });
  await api('DELETE', `/businesses/${gone.id}`);

  wake();
  await row(page, 'During the sleep').waitFor();
  await row(page, '+358 300').waitFor();
  await live(page);
  await page.waitForFunction(seq => Number(document.documentElement.dataset.seq) === seq, before.seq + 303);
  assert.equal(await rootNumber(page, 'applied'), before.applied + 303);
  assert.equal(await row(page, 'Come and gone').count(), 0);
  assert.equal(await page.locator('.lead-row[data-id]').count(), 2);
});

test('a tab that was asleep when its session ended asks who it is', async () => {
  const page = await signIn(chromium, server, 'grace@example.com');
  const cookies = await page.context().cookies();
  const wake = await sleep(page);
  const { status } = await fetch(`${server.url}/api/v1/session`, {
    method: 'DELETE', headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '), origin: server.url, 'idempotency-key': crypto.randomUUID() },
  });
  assert.equal(status, 204);
  wake();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
});
