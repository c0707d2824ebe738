// The table of the last time is shown before the client is there, as long as it holds.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, browser, enter, live, signIn } from './support.mjs';

let server, chromium, api;
before(async () => {
  server = await Server.start();
  chromium = await browser();
  api = await server.api();
  for (let n = 0; n < 60; n += 1) {
    await api('POST', '/businesses', { name: `Lead ${String(n).padStart(3, '0')}`, address: { city: '<img src=x>' } });
  }
});
after(async () => { await chromium?.close(); await server?.stop(); });

// No worker: it would answer before a test can hold the client back.
const options = { serviceWorkers: 'block' };
const picture = page => page.evaluate(() => localStorage.getItem('leadwire.picture'));
const taken = page => page.waitForFunction(() => localStorage.getItem('leadwire.picture'));
const gone = page => page.waitForFunction(() => !localStorage.getItem('leadwire.picture'));

/** Holds the client back in pages of this context until the answer is called. */
async function hold(context) {
  let release;
  const held = new Promise(done => { release = done; });
  await context.route('**/*.wasm', async route => { await held; await route.continue(); });
  return release;
}

/** Where the rows and the columns are. */
const places = (page, within) => page.evaluate(within => [...document.querySelectorAll(`${within} .lead-row[data-id], ${within} [role=columnheader], ${within} .nav`)].map(element => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [element.dataset.id ?? element.innerText, x, y, width, height].join(' ');
}), within);

test('what was seen last stands where the client draws it, and gives way to it', async () => {
  const page = await signIn(chromium, server, 'ada@example.com', options);
  const context = page.context();
  await page.goto(`${server.url}/leads?sort=name`);
  await taken(page);
  await page.close();
  const release = await hold(context);
  const again = await context.newPage();
  again.faults = [];
  again.on('pageerror', error => again.faults.push(String(error)));
  again.on('console', message => { if (message.type() === 'error') again.faults.push(message.text()); });
  await again.goto(`${server.url}/leads?sort=name`, { waitUntil: 'commit' });
  await again.locator('.picture .lead-row', { hasText: 'Lead 000' }).waitFor();
  const shown = await places(again, '#first');
  assert.equal(await again.locator('.picture [inert] .lead-row').count(), await again.locator('.lead-row').count(), 'none of it can be used');
  assert.equal(await again.locator('.picture img').count(), 0);
  assert.equal(await again.locator('.picture time:visible, .picture .connection:visible').count(), 0, 'what ages is left out');
  assert.equal(await again.getByRole('status', { name: 'Leadwire is loading' }).count(), 1);
  // Elsewhere it is not what is asked for.
  const elsewhere = await context.newPage();
  await elsewhere.goto(`${server.url}/leads?sort=-name`, { waitUntil: 'commit' });
  await elsewhere.locator('#first aside').waitFor();
  assert.equal(await elsewhere.locator('.lead-row').count(), 0);
  await elsewhere.close();
  release();
  await live(again);
  assert.equal(await again.locator('#first').count(), 0);
  assert.deepEqual(await places(again, '#main'), shown);
  assert.deepEqual(again.faults, []);
});

test('it is thrown away when something else is kept, and taken again', async () => {
  const page = await signIn(chromium, server, 'ada@example.com', options);
  await page.goto(`${server.url}/leads?sort=name`);
  await taken(page);
  await page.evaluate(() => { document.querySelector('[role=grid]').scrollTop = 400; });
  await api('POST', '/businesses', { name: 'Lead 0000 is new' });
  await gone(page);
  await page.evaluate(() => { document.querySelector('[role=grid]').scrollTop = 0; });
  await api('POST', '/businesses', { name: 'Lead 0001 is new' });
  await taken(page);
  assert.match(await picture(page), /Lead 0000 is new/);
});

test('it is nobody else’s', async () => {
  const page = await signIn(chromium, server, 'ada@example.com', options);
  const context = page.context();
  await page.goto(`${server.url}/leads`);
  await taken(page);
  const kept = await picture(page);
  await page.getByRole('link', { name: 'Settings' }).first().click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  assert.equal(await picture(page), null);
  await enter(page, 'grace@example.com');
  // As if it had been left behind.
  await page.evaluate(kept => localStorage.setItem('leadwire.picture', kept), kept);
  await page.close();
  const release = await hold(context);
  const again = await context.newPage();
  await again.goto(`${server.url}/leads`, { waitUntil: 'commit' });
  await again.locator('#first aside').waitFor();
  assert.equal(await again.locator('.lead-row').count(), 0);
  release();
  await live(again);
});
