// A device that slept.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Server, browser, caughtUp, live, signIn, waiting } from './support.mjs';

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
  const before = await caughtUp(page, server);

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
  assert.deepEqual(await caughtUp(page, server), { seq: before.seq + 303, applied: before.applied + 303 });
  assert.equal(await row(page, 'Come and gone').count(), 0);
  assert.equal(await page.locator('.lead-row[data-id]').count(), 2);
});

/** Copies the database of a server that was killed to another name, or back. */
function copy({ folder }, from, to) {
  for (const ending of ['', '-wal', '-shm']) {
    const [source, target] = [join(folder, from + ending), join(folder, to + ending)];
    rmSync(target, { force: true });
    if (ending !== '-shm' && existsSync(source)) copyFileSync(source, target);
  }
}

/** Lets go of what the log held before its newest event, as time does. */
const trim = ({ folder }) => execFileSync('sqlite3', ['-cmd', '.timeout 9000', join(folder, 'leadwire.db'), 'DELETE FROM event_log WHERE seq < (SELECT max(seq) FROM event_log)']);

for (const [happened, isBackup] of [['the log was trimmed', false], ['a backup was put back', true]]) {
  test(`a tab that slept while ${happened} shows what the server has`, async t => {
    const server = await Server.start();
    t.after(() => server.stop());
    let api = await server.api();
    const changed = await api('POST', '/businesses', { name: 'To be changed' });
    const gone = await api('POST', '/businesses', { name: 'To be deleted' });
    const page = await signIn(chromium, server, 'grace@example.com');
    t.after(() => page.context().close());
    await page.addInitScript(clock);
    const told = [];
    page.on('websocket', socket => socket.on('framereceived', ({ payload }) => told.push(JSON.parse(payload))));
    await server.kill();
    copy(server, 'leadwire.db', 'copy.db');
    await server.up();
    api = await server.api();
    await page.goto(`${server.url}/leads`);
    await live(page);
    let { version } = changed;
    for (let i = 1; i <= 3; i++) ({ version } = await api('PATCH', `/businesses/${changed.id}`, { base_version: version, phone: `+358 0 ${i}` }));
    await api('POST', '/businesses', { name: 'After the copy' });
    await row(page, '+358 0 3').waitFor();
    await row(page, 'After the copy').waitFor();

    await server.kill();
    await page.keyboard.press('c');
    await page.getByLabel('Name', { exact: true }).fill('Made without a server');
    await page.getByRole('button', { name: 'Create lead' }).click();
    await waiting(page, 1);
    await page.getByRole('button', { name: 'Edit Phone' }).click();
    await page.getByRole('textbox', { name: 'Phone' }).fill('+358 queued');
    await page.keyboard.press('Enter');
    await waiting(page, 2);
    await page.getByRole('link', { name: 'Leads' }).first().click();
    await row(page, '+358 queued').waitFor();

    const wake = await sleep(page);
    if (isBackup) copy(server, 'copy.db', 'leadwire.db');
    await server.up();
    api = await server.api();
    ({ version } = await api('GET', `/businesses/${changed.id}`));
    await api('PATCH', `/businesses/${changed.id}`, { base_version: version, phone: '+358 asleep', stage: 'won' });
    await api('DELETE', `/businesses/${gone.id}`);
    // The log is longer than it was: its length does not tell that it is another one.
    for (let i = 1; i <= 5; i++) await api('POST', '/businesses', { name: `During the sleep ${i}` });
    if (!isBackup) trim(server);
    told.length = 0;
    wake();

    await waiting(page, 0);
    await live(page);
    for (let i = 1; i <= 5; i++) await row(page, `During the sleep ${i}`).waitFor();
    await row(page, '+358 asleep').filter({ hasText: 'Won' }).waitFor();
    const { data, meta } = await api('GET', '/businesses');
    await page.locator('[data-testid=total]', { hasText: `${meta.total} leads` }).waitFor();
    await row(page, 'To be deleted').waitFor({ state: 'detached' });
    const shown = await page.locator('.lead-row[data-id]').evaluateAll(rows => rows.map(({ dataset }) => dataset.id));
    assert.deepEqual(shown, data.map(({ id }) => id));
    assert.equal(await row(page, 'After the copy').count(), isBackup ? 0 : 1);
    assert.deepEqual(data.filter(({ name }) => name.startsWith('Made')).map(({ phone, version }) => [phone, version]), [['+358 queued', 2]], 'sent once');
    assert.equal(told.some(({ type }) => type === 'reset'), !isBackup, 'a log that was trimmed says so; another one has another epoch');

    const { seq, applied } = await caughtUp(page, server);
    await api('DELETE', `/businesses/${changed.id}`);
    await api('POST', '/businesses', { name: 'Afterwards' });
    await row(page, 'Afterwards').waitFor();
    await row(page, '+358 asleep').waitFor({ state: 'detached' });
    assert.deepEqual(await caughtUp(page, server), { seq: seq + 2, applied: applied + 2 }, 'live, each once');
  });
}

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
