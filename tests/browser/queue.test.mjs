// A long queue: sent in order, each change once, by one tab at a time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, browser, kept, signIn, waiting } from './support.mjs';

const LEADS = 500;
let server, chromium, api;
before(async () => {
  server = new Server();
  await server.run('seed', '--count', String(LEADS), '--seed', '1');
  await server.up();
  chromium = await browser();
  api = await server.api();
});
after(async () => { await chromium?.close(); await server?.stop(); });

/** Every lead that there is. */
async function leads() {
  const all = [];
  for (let cursor; cursor !== null;) {
    const { data, meta } = await api('GET', `/businesses?limit=200&sort=name${cursor ? `&cursor=${cursor}` : ''}`);
    all.push(...data);
    cursor = meta.next_cursor ?? null;
  }
  return all;
}

/** Every event after a position, and the position of the last. */
async function eventsAfter(since) {
  const all = [];
  for (;;) {
    const page = await api('GET', `/events?since=${since}&topics=businesses`);
    assert.ok(!page.reset);
    all.push(...page.events);
    since = page.seq;
    if (!page.more) return { all, since };
  }
}

/**
 * Puts changes behind the one that waits on disk already, made after it in this
 * order: as if somebody had gone on for hours. `leads` by turns, each `rounds` times.
 */
const pile = ({ leads, rounds }) => new Promise((done, fail) => {
  const opened = indexedDB.open('leadwire');
  opened.onerror = () => fail(opened.error);
  opened.onsuccess = () => {
    const transaction = opened.result.transaction('entries', 'readwrite');
    const entries = transaction.objectStore('entries');
    const user = JSON.parse(localStorage.getItem('leadwire.user')).user.id;
    const prefix = `outbox/${user}/`;
    entries.getAll(IDBKeyRange.bound(prefix, `${prefix}g`)).onsuccess = ({ target }) => {
      const [kept] = target.result.map(bytes => JSON.parse(new TextDecoder().decode(bytes)));
      // After the name of the one that waits: its time may be a little later than the change's.
      let at = Number.parseInt(kept.id.replace('-', '').slice(0, 12), 16);
      for (let round = 1; round <= rounds; round++) for (const { id, version } of leads) {
        at++;
        const time = at.toString(16).padStart(12, '0');
        const name = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
        const change = structuredClone(kept);
        Object.assign(change, { id: name, business: id, at, not_before: at });
        Object.assign(change.change.body, { base_version: version, phone: `+358 ${String(round).padStart(6, '0')}` });
        entries.put(new TextEncoder().encode(JSON.stringify(change)), prefix + name);
      }
    };
    transaction.oncomplete = () => { opened.result.close(); done(); };
    transaction.onerror = () => fail(transaction.error);
  };
});

/** Signed in, one change made while the server is away, and then many more. */
async function prepare(email, rounds, chosen) {
  const page = await signIn(chromium, server, email);
  await kept(page);
  const [first] = chosen;
  await page.goto(`${server.url}/leads/${first.id}`);
  await page.getByRole('button', { name: 'Edit Phone' }).waitFor();
  const { since: seq } = await eventsAfter(0);
  await server.kill();
  await page.getByRole('button', { name: 'Edit Phone' }).click();
  await page.getByRole('textbox', { name: 'Phone' }).fill('+358 000000');
  await page.keyboard.press('Enter');
  await waiting(page, 1);
  await page.evaluate(pile, { leads: chosen.map(({ id, version }) => ({ id, version })), rounds });
  const context = page.context();
  await page.close();
  return { context, seq };
}

/** Each lead had every change once, in order. */
async function check(chosen, rounds, seq) {
  const phones = new Map(chosen.map(lead => [lead.id, []]));
  for (const { event, payload } of (await eventsAfter(seq)).all) {
    assert.equal(event, 'business:updated');
    phones.get(payload.id)?.push(payload.phone);
  }
  const wanted = Array.from({ length: rounds }, (_, round) => `+358 ${String(round + 1).padStart(6, '0')}`);
  for (const [index, { id }] of chosen.entries()) assert.deepEqual(phones.get(id), index === 0 ? ['+358 000000', ...wanted] : wanted);
  const now = new Map((await leads()).map(lead => [lead.id, lead]));
  for (const [index, { id, version }] of chosen.entries()) assert.equal(now.get(id).version, version + rounds + (index === 0 ? 1 : 0));
}

test('10,000 changes are sent in order, each once, and it is said how far that is', async t => {
  const chosen = await leads();
  const rounds = 10_000 / LEADS;
  const { context, seq } = await prepare('ada@example.com', rounds, chosen);
  const page = await context.newPage();
  await page.goto(`${server.url}/settings`);
  await page.getByTestId('connection').filter({ hasText: '10,001 changes waiting' }).first().waitFor();
  const said = await page.evaluateHandle(() => {
    const said = new Set();
    new MutationObserver(() => said.add(document.querySelector('[data-testid=connection]')?.textContent)).observe(document.body, { subtree: true, childList: true, characterData: true });
    return said;
  });
  await server.up();
  const start = performance.now();
  await page.getByTestId('connection').first().click();
  await page.getByTestId('connection').filter({ hasText: /^Live$/ }).first().waitFor({ timeout: 240_000 });
  const seconds = (performance.now() - start) / 1000;
  t.diagnostic(`${(10_001 / seconds).toFixed(0)} changes/s: 10,001 in ${seconds.toFixed(1)} s`);
  const progress = (await page.evaluate(said => [...said], said)).map(text => text?.match(/^Sending ([\d,]+) of 10,001$/)?.[1].replaceAll(',', '')).filter(Boolean).map(Number);
  assert.ok(progress.length > 50, `said ${progress.length} times how far it is`);
  assert.deepEqual(progress, progress.toSorted((a, b) => a - b));
  api = await server.api();
  await check(chosen, rounds, seq);
  await context.close();
});

test('the tab that sends is closed in the middle, and another goes on', async () => {
  const chosen = (await leads()).slice(0, 50);
  const rounds = 40;
  const { context, seq } = await prepare('ada@example.com', rounds, chosen);
  const tabs = [];
  for (const path of ['/settings', '/leads']) {
    const tab = await context.newPage();
    await tab.goto(`${server.url}${path}`);
    await tab.getByTestId('connection').filter({ hasText: '2,001 changes waiting' }).first().waitFor();
    tabs.push(tab);
  }
  const sent = tabs.map(tab => {
    const keys = [];
    tab.on('request', request => { if (request.method() === 'PATCH') keys.push(request.headers()['idempotency-key']); });
    return keys;
  });
  await server.up();
  await tabs[0].getByTestId('connection').first().click();
  await tabs[0].getByTestId('connection').filter({ hasText: /^Sending [3-9]\d\d of/ }).first().waitFor();
  assert.equal(sent[1].length, 0, 'the one that does not lead sends nothing');
  await tabs[0].close();
  await tabs[1].getByTestId('connection').filter({ hasText: /^Live$/ }).first().waitFor({ timeout: 120_000 });
  assert.ok(sent[1].length > 0 && sent[0].length > 0);
  api = await server.api();
  await check(chosen, rounds, seq);
  await context.close();
});

test('the server dies in the middle: what it applied without an answer is not applied twice', async () => {
  const chosen = (await leads()).slice(0, 50);
  const rounds = 40;
  const { context, seq } = await prepare('ada@example.com', rounds, chosen);
  const page = await context.newPage();
  await page.goto(`${server.url}/settings`);
  await page.getByTestId('connection').filter({ hasText: '2,001 changes waiting' }).first().waitFor();
  for (const far of [/^Sending [2-9]\d\d of/, /^Sending 1,\d{3} of/]) {
    await server.up();
    await page.getByTestId('connection').first().click();
    await page.getByTestId('connection').filter({ hasText: far }).first().waitFor();
    await server.kill();
  }
  await server.up();
  await page.getByTestId('connection').first().click();
  await page.getByTestId('connection').filter({ hasText: /^Live$/ }).first().waitFor({ timeout: 120_000 });
  api = await server.api();
  await check(chosen, rounds, seq);
  await context.close();
});
