// The app without its server: it starts, shows what it has, and takes changes.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Server, browser, enter, kept, live, root, signIn, waiting } from './support.mjs';

let server, chromium;
before(async () => {
  server = new Server();
  // A copy of its own: a test puts another build in its place.
  server.env.LEADWIRE_WEB = join(server.folder, 'web');
  cpSync(join(root, 'dist/web'), server.env.LEADWIRE_WEB, { recursive: true });
  await server.up();
  chromium = await browser();
});
after(async () => { await chromium?.close(); await server?.stop(); });

test('every screen starts without a server, as whoever used it last', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await kept(page);
  await server.kill();
  for (const [path, heading] of [['/', 'Dashboard'], ['/leads?stage=won', 'Leads'], ['/pending', 'Pending'], ['/settings', 'Settings']]) {
    const tab = await page.context().newPage();
    await tab.goto(`${server.url}${path}`);
    await tab.getByRole('heading', { name: heading, level: 1 }).waitFor();
    await tab.close();
  }
  await server.up();
});

/** Waits until a list that was loaded is on disk. */
const onDisk = page => page.evaluate(() => new Promise((done, fail) => {
  const opening = indexedDB.open('leadwire-cache');
  opening.onerror = () => fail(opening.error);
  opening.onsuccess = () => {
    const look = () => {
      opening.result.transaction('entries').objectStore('entries').getAllKeys().onsuccess = ({ target }) => {
        if (!target.result.some(key => key.startsWith('lists/'))) return requestAnimationFrame(look);
        opening.result.close();
        done();
      };
    };
    look();
  };
}));

test('what was loaded is there without a server', async () => {
  const api = await server.api();
  await api('POST', '/businesses', { name: 'Seen before' });
  const page = await signIn(chromium, server, 'ada@example.com');
  await kept(page);
  await page.goto(`${server.url}/leads`);
  const row = page.locator('.lead-row[data-id]', { hasText: 'Seen before' });
  await row.waitFor();
  await onDisk(page);
  await server.kill();
  await page.goto(`${server.url}/leads`);
  await row.waitFor();
  await page.goto(`${server.url}/leads?q=seen`);
  await row.waitFor();
  await server.up();
  await live(page);
});

test('a lead opened without a network says what is not on the device, and loads it when there is one', async () => {
  const api = await server.api();
  const lead = await api('POST', '/businesses', { name: 'Never opened' });
  await api('POST', `/businesses/${lead.id}/contacts`, { name: 'Grace Hopper' });
  const page = await signIn(chromium, server, 'ada@example.com');
  await page.getByRole('link', { name: 'Leads', exact: true }).first().click();
  const row = page.locator('.lead-row[data-id]', { hasText: 'Never opened' });
  await row.waitFor();
  await page.context().setOffline(true);
  await row.click();
  const contacts = page.getByTestId('contacts');
  await contacts.getByText('Not on this device yet.').waitFor();
  assert.equal(await page.locator('.skeleton').count(), 0);
  await page.getByRole('link', { name: 'Import', exact: true }).first().click();
  await page.goBack();
  await contacts.getByText('Not on this device yet.').waitFor();
  await page.context().setOffline(false);
  await contacts.getByText('Grace Hopper').waitFor();
  await contacts.getByText('Not on this device yet.').waitFor({ state: 'detached' });
  assert.equal(await page.getByText('Not on this device yet.').count(), 0);
});

test('a lead made without a server survives reload and close, and is made once', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await kept(page);
  await server.kill();
  await page.reload();
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  await page.keyboard.press('c');
  await page.getByLabel('Name', { exact: true }).fill('Made offline');
  await page.getByRole('button', { name: 'Create lead' }).click();
  await waiting(page, 1);
  await page.getByRole('button', { name: 'Edit Phone' }).click();
  await page.getByRole('textbox', { name: 'Phone' }).fill('+358 9 1');
  await page.keyboard.press('Enter');
  await waiting(page, 2);
  await page.reload();
  await waiting(page, 2);
  const context = page.context();
  await page.close();
  const again = await context.newPage();
  await again.goto(server.url);
  await waiting(again, 2);

  await server.up();
  await live(again);
  await waiting(again, 0);
  const api = await server.api();
  const { data } = await api('GET', '/businesses?q=Made');
  assert.deepEqual(data.map(({ name, phone, version }) => [name, phone, version]), [['Made offline', '+358 9 1', 2]]);
});

test('a session that ended meanwhile is asked for, and what waits goes on after it', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await kept(page);
  const context = page.context();
  await server.kill();
  await page.keyboard.press('c');
  await page.getByLabel('Name', { exact: true }).fill('After signing in');
  await page.getByRole('button', { name: 'Create lead' }).click();
  await waiting(page, 1);
  await page.close();
  await context.clearCookies();
  const again = await context.newPage();
  await again.goto(server.url);
  await waiting(again, 1);
  await server.up();
  await enter(again, 'ada@example.com');
  await waiting(again, 0);
  const api = await server.api();
  assert.equal((await api('GET', '/businesses?q=After')).meta.total, 1);
});

test('signing out without a server is told to it later, and in another tab at once', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await kept(page);
  const other = await page.context().newPage();
  await other.goto(server.url);
  await live(other);
  await page.goto(`${server.url}/settings`);
  await live(page);
  await server.kill();
  await page.getByRole('button', { name: 'Sign out' }).click();
  for (const tab of [page, other]) await tab.getByRole('button', { name: 'Sign in' }).waitFor();
  await server.up();
  const left = page.waitForResponse(answer => answer.request().method() === 'DELETE' && answer.url().endsWith('/session'));
  await page.reload();
  assert.equal((await left).status(), 204);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  assert.equal(await page.evaluate(() => fetch('/api/v1/session').then(answer => answer.status)), 401);
});

/** What the worker of a newer build comes to: activated, or redundant if it was not taken. */
const update = page => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.ready;
  const { installing } = await registration.update();
  return new Promise(done => installing.addEventListener('statechange', () => {
    if (['activated', 'redundant'].includes(installing.state)) done(installing.state);
  }));
});

/** Puts a build in place of the one that is served, as a new release does; it writes its name on the page. */
function release(name) {
  const web = server.env.LEADWIRE_WEB;
  const text = path => readFileSync(join(web, path), 'utf8');
  const integrity = text => `sha256-${createHash('sha256').update(text).digest('base64')}`;
  const [page, worker] = [text('index.html'), text('sw.js')];
  const [script] = page.match(/\/assets\/leadwire-\w+\.js/);
  const files = { old: [page, text(script)], new: [page.replaceAll(script, `/assets/leadwire-${name}.js`), `${text(script)};document.documentElement.dataset.build='${name}'`] };
  let next = worker.replaceAll(script, `/assets/leadwire-${name}.js`).replace(/shell-\w+/, `shell-${name}`);
  files.old.forEach((old, i) => { next = next.replace(integrity(old), integrity(files.new[i])); });
  const put = (path, text) => {
    for (const ending of ['.br', '.gz']) rmSync(join(web, path + ending), { force: true });
    writeFileSync(join(web, path), text);
  };
  for (const ending of ['', '.br', '.gz']) rmSync(join(web, script + ending), { force: true });
  put(`assets/leadwire-${name}.js`, files.new[1]);
  put('sw.js', next);
  put('index.html', files.new[0]);
  return { revert: () => put('index.html', page), complete: () => put('index.html', files.new[0]) };
}

const build = page => page.evaluate(() => document.documentElement.dataset.build);

test('another build is taken whole or not at all, and the one before is let go', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await kept(page);
  const second = release('second');
  second.revert();
  assert.equal(await update(page), 'redundant', 'the page is not of the build that the worker belongs to');
  // The files that the old build consists of are gone from the server: it starts all the same.
  await page.reload();
  await live(page);
  assert.equal(await build(page), undefined);

  second.complete();
  assert.equal(await update(page), 'activated');
  await page.reload();
  await live(page);
  assert.equal(await build(page), 'second');
  release('third');
  assert.equal(await update(page), 'activated');
  await page.reload();
  await live(page);
  assert.equal(await build(page), 'third');
  assert.deepEqual(await page.evaluate(() => caches.keys()), ['shell-second', 'shell-third']);
});

test('the worker is asked for anew, and says what it may do', async () => {
  const { headers } = await fetch(`${server.url}/sw.js`);
  assert.equal(headers.get('cache-control'), 'no-cache');
  assert.equal(headers.get('content-type'), 'text/javascript; charset=utf-8');
  assert.match(headers.get('content-security-policy'), /default-src 'self'/);
});
