// What one person does is on the other's screen, at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, browser, caughtUp, live, signIn } from './support.mjs';

let server, chromium;
before(async () => { server = await Server.start(); chromium = await browser(); });
after(async () => { await chromium?.close(); await server?.stop(); });

const row = (page, name) => page.locator('.lead-row[data-id]', { hasText: name });

test('create, change, delete and undo show on the other screen', async () => {
  const [ada, grace] = [await signIn(chromium, server, 'ada@example.com'), await signIn(chromium, server, 'grace@example.com')];
  await grace.goto(`${server.url}/leads`);
  await ada.keyboard.press('c');
  await ada.getByLabel('Name', { exact: true }).fill('Bakery Ada');
  await ada.getByRole('button', { name: 'Create lead' }).click();
  await row(grace, 'Bakery Ada').waitFor();

  await ada.getByRole('radio', { name: 'Qualified' }).click();
  await row(grace, 'Bakery Ada').filter({ hasText: 'Qualified' }).waitFor();
  await ada.getByRole('button', { name: 'Edit Phone' }).click();
  await ada.getByRole('textbox', { name: 'Phone' }).fill('+358 9 1234');
  await ada.keyboard.press('Enter');
  await row(grace, 'Bakery Ada').filter({ hasText: '+358 9 1234' }).waitFor();

  await ada.getByRole('button', { name: 'Delete' }).click();
  await row(grace, 'Bakery Ada').waitFor({ state: 'detached' });
  await ada.getByRole('button', { name: 'Undo' }).click();
  await row(grace, 'Bakery Ada').waitFor();
  for (const page of [ada, grace]) assert.deepEqual(page.faults.filter(fault => !fault.includes('401')), []);
});

test('a client that lost the server resumes and takes every event once', async () => {
  const page = await signIn(chromium, server, 'grace@example.com');
  await page.goto(`${server.url}/leads`);
  await live(page);
  const third = await server.api();
  const first = await third('POST', '/businesses', { name: 'Before the crash' });
  await row(page, 'Before the crash').waitFor();
  const before = await caughtUp(page, server);

  await server.kill();
  await page.locator('[data-testid=connection][data-state=reconnecting]').first().waitFor({ state: 'attached' });
  await server.up();
  const again = await server.api();
  let version = first.version;
  for (let i = 1; i <= 20; i++) {
    ({ version } = await again('PATCH', `/businesses/${first.id}`, { base_version: version, phone: `+358 ${i}` }));
  }
  await again('POST', '/businesses', { name: 'While away' });
  await live(page);
  await row(page, 'While away').waitFor();
  await row(page, '+358 20').waitFor();
  assert.deepEqual(await caughtUp(page, server), { seq: before.seq + 21, applied: before.applied + 21 }, 'each event once');
});

test('signing out on one device ends its session there', async () => {
  const page = await signIn(chromium, server, 'grace@example.com');
  await page.goto(`${server.url}/settings`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
});
