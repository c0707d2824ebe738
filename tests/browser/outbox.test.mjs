// What was changed reaches the server once, whatever happens on the way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, browser, enter, live, signIn, waiting } from './support.mjs';

let server, chromium, api;
before(async () => { server = await Server.start(); chromium = await browser(); api = await server.api(); });
after(async () => { await chromium?.close(); await server?.stop(); });

/** Edits a fact of the lead that is open. */
async function edit(page, name, value) {
  await page.getByRole('button', { name: `Edit ${name}` }).click();
  await page.getByRole('textbox', { name }).fill(value);
  await page.keyboard.press('Enter');
}

async function open(email, name) {
  const lead = await api('POST', '/businesses', { name });
  const page = await signIn(chromium, server, email);
  await page.goto(`${server.url}/leads/${lead.id}`);
  await page.getByRole('button', { name: 'Edit Phone' }).waitFor();
  await live(page);
  return { lead, page };
}

test('what was changed without a server survives the page and is made once, in order', async () => {
  const { lead, page } = await open('grace@example.com', 'Away');
  await server.kill();
  await edit(page, 'Phone', '+358 1');
  await waiting(page, 1);
  await edit(page, 'Phone', '+358 2');
  await page.getByRole('radio', { name: 'Qualified' }).click();
  await waiting(page, 3);
  const context = page.context();
  await page.close();

  await server.up();
  const again = await context.newPage();
  await again.goto(`${server.url}/leads/${lead.id}`);
  await live(again);
  await waiting(again, 0);
  api = await server.api();
  const now = await api('GET', `/businesses/${lead.id}`);
  assert.deepEqual([now.phone, now.stage, now.version], ['+358 2', 'qualified', 4]);
});

test('a change whose answer was lost is not made twice', async () => {
  const { lead, page } = await open('ada@example.com', 'Lost answer');
  const reached = new Promise(done => page.route('**/businesses/*', async route => {
    if (route.request().method() !== 'PATCH') return route.continue();
    await route.fetch();
    await route.abort();
    done();
  }));
  await edit(page, 'Phone', '+358 3');
  await reached;
  await waiting(page, 1);
  const context = page.context();
  await page.close();

  const again = await context.newPage();
  await again.goto(`${server.url}/leads/${lead.id}`);
  await live(again);
  await waiting(again, 0);
  const now = await api('GET', `/businesses/${lead.id}`);
  assert.deepEqual([now.phone, now.version], ['+358 3', 2]);
});

test('another person on the same device neither sees nor sends what was left', async () => {
  const { lead, page } = await open('grace@example.com', 'Left behind');
  await page.route('**/businesses/*', route => route.request().method() === 'PATCH' ? route.abort() : route.continue());
  await edit(page, 'Phone', '+358 4');
  await waiting(page, 1);
  const context = page.context();
  await page.goto(`${server.url}/settings`);
  await waiting(page, 1);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign out and keep them' }).click();
  await page.unroute('**/businesses/*');

  await enter(page, 'ada@example.com');
  await waiting(page, 0);
  assert.equal((await api('GET', `/businesses/${lead.id}`)).phone, null);
  await page.goto(`${server.url}/settings`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await enter(page, 'grace@example.com');
  await waiting(page, 0);
  await page.goto(`${server.url}/leads/${lead.id}`);
  await page.getByRole('button', { name: 'Edit Phone' }).filter({ hasText: '+358 4' }).waitFor();
  assert.equal((await api('GET', `/businesses/${lead.id}`)).version, 2);
  await context.close();
});
