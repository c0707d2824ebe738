// A browser that keeps nothing, or has no room: the app says so, and works in memory.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, browser, enter, kept, live, signIn, waiting } from './support.mjs';

let server, chromium, api;
before(async () => { server = await Server.start(); chromium = await browser(); api = await server.api(); });
after(async () => { await chromium?.close(); await server?.stop(); });

async function create(page, name) {
  await page.keyboard.press('c');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create lead' }).click();
}

const notKept = page => page.getByText('Changes are not kept').waitFor();
const named = async name => (await api('GET', `/businesses?q=${encodeURIComponent(name)}`)).meta.total;

test('where storage is forbidden changes are sent all the same', async () => {
  const context = await chromium.newContext();
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => { throw new DOMException('The operation is insecure.', 'SecurityError'); };
    Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('Denied', 'SecurityError'); } });
  });
  const page = await context.newPage();
  await page.goto(server.url);
  await enter(page, 'ada@example.com');
  await create(page, 'Kept in memory');
  await notKept(page);
  await waiting(page, 0);
  assert.equal(await named('Kept in memory'), 1);
  await context.close();
});

test('where there is no room changes are sent all the same', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 1 });
  await create(page, 'Without room');
  await notKept(page);
  await waiting(page, 0);
  assert.equal(await named('Without room'), 1);
  await page.context().close();
});

/** All that the device holds of the app: text of both storages and every database; what is in caches, by path. */
const device = page => page.evaluate(async () => {
  const text = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done, fail) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => fail(opening.error);
    });
    for (const store of database.objectStoreNames) {
      const all = await new Promise(done => {
        const reading = database.transaction(store).objectStore(store).getAll();
        reading.onsuccess = () => done(reading.result);
      });
      text.push(...all.map(value => value instanceof Uint8Array ? new TextDecoder().decode(value) : JSON.stringify(value)));
    }
    database.close();
  }
  const files = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) files[new URL(request.url).pathname] = await (await cache.match(request)).text();
  }
  return { text: text.join('\n'), files, picture: localStorage.getItem('leadwire.picture') };
});

test('signing out leaves nothing of what was seen on the device', async () => {
  await api('POST', '/businesses', { name: 'Secret bakery', phone: '+358 555 1234' });
  const page = await signIn(chromium, server, 'grace@example.com');
  await page.goto(`${server.url}/leads`);
  await page.locator('.lead-row[data-id]', { hasText: 'Secret bakery' }).waitFor();
  await live(page);
  await kept(page);
  await page.waitForFunction(() => localStorage.getItem('leadwire.picture')?.includes('Secret bakery'));
  await page.goto(`${server.url}/settings`);
  await live(page);
  const held = await device(page);
  const secrets = ['Secret bakery', '555 1234', 'grace'];
  for (const secret of secrets) assert.ok(held.text.includes(secret), `${secret} was there`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  const left = await device(page);
  assert.equal(left.picture, null);
  for (const secret of secrets) assert.ok(!left.text.includes(secret), secret);
  // The build's own files and pages stand in the worker.
  const worker = await (await fetch(`${server.url}/sw.js`)).text();
  const paths = Object.keys(left.files);
  assert.ok(paths.includes('/'), 'the app is kept');
  for (const path of paths) assert.ok(worker.includes(JSON.stringify(path)), `${path} is none of the app's files`);
  for (const [path, text] of Object.entries(left.files)) {
    for (const secret of ['Secret bakery', '555 1234', 'grace@example.com']) assert.ok(!text.includes(secret), `${secret} in ${path}`);
    if (!path.startsWith('/assets/')) assert.equal(text, left.files['/'], `${path} is the page`);
  }
});
