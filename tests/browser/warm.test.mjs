// The second visit: what was known is there before the server answers, and everything
// that happened since comes as events.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, browser, kept, live, signIn } from './support.mjs';

const LEADS = 300;
let server, chromium;
before(async () => {
  server = await Server.start();
  chromium = await browser();
  const api = await server.api();
  for (let n = 0; n < LEADS; n += 1) {
    await api('POST', '/businesses', { name: `Lead ${String(n).padStart(3, '0')}`, category: n % 2 ? 'cafe' : 'bakery' });
  }
});
after(async () => { await chromium?.close(); await server?.stop(); });

/** What is on disk: keys, bytes, and whether every value is bytes. */
const disk = page => page.evaluate(() => new Promise((done, fail) => {
  const opening = indexedDB.open('leadwire-cache');
  opening.onerror = () => fail(opening.error);
  opening.onsuccess = () => {
    const store = opening.result.transaction('entries').objectStore('entries');
    const keys = store.getAllKeys(), values = store.getAll();
    store.transaction.oncomplete = () => {
      opening.result.close();
      const head = values.result[keys.result.indexOf('head')];
      done({
        keys: keys.result,
        areBytes: values.result.every(value => value instanceof Uint8Array),
        seq: head && JSON.parse(new TextDecoder().decode(head)).position?.seq,
      });
    };
  };
}));

/** Waits until the disk is as it should be. */
async function until(page, is) {
  for (;;) {
    const now = await disk(page);
    if (is(now)) return now;
    await new Promise(done => setTimeout(done, 50));
  }
}

const row = (page, name) => page.getByRole('row').filter({ hasText: name }).first();
const position = page => page.evaluate(() => Number(document.documentElement.dataset.seq));

test('what was seen is there without a server, found and filtered, and then goes on', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await kept(page);
  await page.goto(`${server.url}/leads?sort=name`);
  await live(page);
  await row(page, 'Lead 000').waitFor();
  const first = await until(page, now => now.keys.some(key => key.startsWith('rows/')) && now.seq > 0);
  assert.ok(first.areBytes);
  const context = page.context();
  await page.close();
  await server.kill();

  const again = await context.newPage();
  const asked = [];
  again.on('request', request => asked.push(new URL(request.url()).pathname + new URL(request.url()).search));
  await again.goto(`${server.url}/leads?sort=name`);
  await row(again, 'Lead 000').waitFor();
  await row(again, 'Lead 010').waitFor();
  await again.getByRole('searchbox').first().fill('lead 007');
  await row(again, 'Lead 007').waitFor();
  await row(again, 'Lead 000').waitFor({ state: 'detached' });
  await again.getByRole('searchbox').first().fill('');
  await row(again, 'Lead 000').waitFor();

  await server.up();
  await live(again);
  const api = await server.api();
  await api('POST', '/businesses', { name: 'Lead 0000 is new' });
  await row(again, 'Lead 0000 is new').waitFor();
  const lists = asked.filter(path => path.includes('/api/v1/businesses?') && path.includes('sort=name') && !path.includes('q='));
  assert.deepEqual(lists, [], 'the list was not asked for again');
});

test('two tabs share what is kept, and signing out takes it away', async () => {
  const page = await signIn(chromium, server, 'grace@example.com');
  await page.goto(`${server.url}/leads?sort=name`);
  await row(page, 'Lead 000').waitFor();
  const context = page.context();
  await until(page, now => now.keys.some(key => key.startsWith('leads/')) && now.seq > 0);
  const other = await context.newPage();
  await other.goto(`${server.url}/leads?sort=name`);
  await row(other, 'Lead 000').waitFor();
  // The first one goes; the other writes from now on, its own numbers.
  await page.close();
  await live(other);
  const api = await server.api();
  const before = (await disk(other)).seq;
  await api('POST', '/businesses', { name: 'Lead 0001 is new' });
  await row(other, 'Lead 0001 is new').waitFor();
  await until(other, now => now.seq > before);
  await other.reload();
  await row(other, 'Lead 0001 is new').waitFor();
  await other.goto(`${server.url}/settings`);
  await other.getByRole('button', { name: 'Sign out' }).click();
  await other.getByRole('button', { name: 'Sign in' }).waitFor();
  const left = await until(other, now => now.keys.length === 0);
  assert.deepEqual(left.keys, []);
});
