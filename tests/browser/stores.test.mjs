// The contract of the stores, over IndexedDB in a real browser: the same source as over
// memory and files, and what only a browser's storage does.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import './stores/build.mjs';
import { browser, keep, root } from './support.mjs';

const files = { '/': ['text/html', '<!doctype html>'], '/stores-test.js': ['text/javascript'], '/stores-test_bg.wasm': ['application/wasm'] };
let server, origin, chromium;
before(async () => {
  server = createServer(({ url }, answer) => {
    const [type, text] = files[url] ?? ['text/plain', ''];
    answer.writeHead(files[url] ? 200 : 404, { 'content-type': type }).end(text ?? readFileSync(join(root, 'target/stores-test', url)));
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${server.address().port}`;
  chromium = await browser();
});
after(async () => { await chromium?.close(); server?.close(); });

/** Loads the stores on a page of this origin. */
async function load(page) {
  await page.goto(origin);
  await page.evaluate(async () => {
    window.stores = await import('/stores-test.js');
    await stores.default();
    window.store = new stores.Opened();
  });
}

/** A page that has the stores, in a browser that keeps nothing yet. */
async function open(t) {
  const context = await chromium.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await load(page);
  return page;
}

/** How writing so many bytes went: nothing is said if it went well. */
const put = (page, key, bytes) => page.evaluate(([key, bytes]) => store.put(key, bytes), [key, bytes]);
const list = page => page.evaluate(() => store.list());

for (const part of ['keeps_bytes', 'keeps_much', 'keeps_the_cache', 'keeps_what_waits']) {
  test(`IndexedDB ${part.replaceAll('_', ' ')}`, async t => {
    const page = await open(t);
    // What panics says why, and never answers.
    const panic = new Promise((_, fail) => page.once('console', message => fail(new Error(message.text()))));
    await Promise.race([page.evaluate(part => stores[part](), part), panic]);
  });
}

test('what does not fit is refused as a whole, and fits when there is room again', async t => {
  const page = await open(t);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 100_000 });
  assert.equal(await put(page, 'a', 10), undefined);
  assert.equal(await put(page, 'b', 1 << 20), 'full');
  assert.equal(await list(page), 'a:10');
  await cdp.send('Storage.overrideQuotaForOrigin', { origin });
  assert.equal(await put(page, 'b', 1 << 20), undefined);
  assert.equal(await list(page), `a:10 b:${1 << 20}`);
});

test('storage that is forbidden says so, and is used once it is not', async t => {
  const page = await open(t);
  await page.evaluate(() => {
    window.open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = () => { throw new DOMException('The operation is insecure.', 'SecurityError'); };
  });
  assert.equal(await put(page, 'a', 10), 'blocked');
  assert.equal(await list(page), 'blocked');
  await page.evaluate(() => { IDBFactory.prototype.open = window.open; });
  // It had tried already.
  await put(page, 'a', 10);
  assert.equal(await put(page, 'a', 10), undefined);
  assert.equal(await list(page), 'a:10');
});

test('what somebody cleared while it was used is made anew', async t => {
  const page = await open(t);
  assert.equal(await put(page, 'a', 10), undefined);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  assert.equal(await put(page, 'b', 10), 'blocked');
  assert.equal(await put(page, 'b', 10), undefined);
  assert.equal(await list(page), 'b:10');
});

test('a database of a newer app is left alone; texts of the first are still read', async t => {
  const page = await open(t);
  const upgrade = (version, change) => page.evaluate(([version, change]) => new Promise((done, fail) => {
    const opening = indexedDB.open('contract', version);
    opening.onupgradeneeded = () => opening.result.objectStoreNames.contains('entries') || opening.result.createObjectStore('entries');
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const writing = opening.result.transaction('entries', 'readwrite');
      if (change) writing.objectStore('entries').put(...change);
      writing.oncomplete = () => { opening.result.close(); done(); };
    };
  }), [version, change]);
  await upgrade(1, ['über', 'text']);
  assert.equal(await list(page), 'text:5');
  const other = await page.context().newPage();
  await page.close();
  await load(other);
  await other.evaluate(() => new Promise((done, fail) => {
    const opening = indexedDB.open('contract', 2);
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => { opening.result.close(); done(); };
  }));
  assert.equal(await put(other, 'a', 10), 'blocked');
});

test('a damaged database is begun anew', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'leadwire-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  let context = await keep(folder);
  t.after(() => context.close());
  let page = await context.newPage();
  await load(page);
  assert.equal(await put(page, 'a', 10), undefined);
  await context.close();
  const kept = readdirSync(folder, { recursive: true }).filter(name => /IndexedDB.*(MANIFEST|CURRENT|\.log$)/.test(name));
  assert.notEqual(kept.length, 0);
  for (const name of kept) writeFileSync(join(folder, name), 'no database');
  context = await keep(folder);
  page = await context.newPage();
  await load(page);
  assert.equal(await list(page), '');
  assert.equal(await put(page, 'b', 10), undefined);
  assert.equal(await list(page), 'b:10');
});
