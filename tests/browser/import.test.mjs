// A file imported in one browser shows in the other, live, to the last lead.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, browser, counter, extract, signIn } from './support.mjs';

let server, chromium;
before(async () => { server = await Server.start(); chromium = await browser(); });
after(async () => { await chromium?.close(); await server?.stop(); });

const allCounts = page => Promise.all([
  counter(page, 'Leads', '1,438'), counter(page, 'With phone', '347'), counter(page, 'With website', '813'),
  counter(page, 'With e-mail', '197'), counter(page, 'With street', '1,063'),
]);

test('both browsers follow an import to the same numbers without a reload', async () => {
  const watcher = await signIn(chromium, server, 'grace@example.com');
  const seen = await watcher.evaluateHandle(() => {
    const seen = new Set();
    new MutationObserver(() => {
      const job = document.querySelector('[data-testid=job]');
      if (job) seen.add(job.dataset.status);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
    window.stillTheSamePage = true;
    return seen;
  });
  const page = await signIn(chromium, server, 'ada@example.com');
  await page.getByRole('link', { name: 'Import', exact: true }).first().click();
  await page.getByLabel('Choose a file').setInputFiles(extract);
  await page.locator('[data-testid="report-New"]', { hasText: '1,438' }).waitFor();
  await page.getByRole('link', { name: 'Dashboard' }).first().click();
  await Promise.all([allCounts(page), allCounts(watcher)]);
  assert.ok(await watcher.evaluate(() => window.stillTheSamePage), 'no reload');
  // The numbers are told before the end of the job is.
  await watcher.waitForFunction(seen => seen.has('completed'), seen);

  await page.getByRole('link', { name: 'Import', exact: true }).first().click();
  await page.getByLabel('Choose a file').setInputFiles(extract);
  await page.locator('[data-testid="report-Unchanged"]', { hasText: '1,438' }).waitFor();
  await page.locator('[data-testid="report-New"]', { hasText: /^0$/ }).waitFor();
  await page.locator('[data-testid="report-Changed"]', { hasText: /^0$/ }).waitFor();
});

test('the table finds, filters and keeps what was asked for in the address', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await page.goto(`${server.url}/leads`);
  await page.getByTestId('total').filter({ hasText: '1,438 leads' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('kauppatori');
  await page.waitForURL(/q=kauppatori/);
  await page.locator('.lead-row[data-id]', { hasText: 'Kauppatori' }).first().waitFor();
  await page.reload();
  await page.locator('.lead-row[data-id]', { hasText: 'Kauppatori' }).first().waitFor();
  assert.equal(await page.getByLabel('Search leads').inputValue(), 'kauppatori');
});

test('what columns are is guessed, corrected, and known the next time', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await page.goto(`${server.url}/import`);
  const choose = buffer => page.getByLabel('Choose a file').setInputFiles({ name: 'fruit.csv', mimeType: 'text/csv', buffer: Buffer.from(buffer) });
  await choose('pear,plum,Ort\nConference,blue,Oulu\n');
  const columns = page.getByTestId('columns');
  await columns.getByText('Choose which column is the name').waitFor();
  assert.equal(await columns.getByLabel('Ort is imported as').inputValue(), 'city', 'guessed');
  assert.ok(await columns.getByRole('button', { name: 'Start import' }).isDisabled());
  await columns.getByLabel('pear is imported as').selectOption('name');
  await columns.getByText('2 of 3 columns are imported. Not imported: plum.').waitFor();
  // By keyboard: the form's own button.
  await columns.getByRole('button', { name: 'Start import' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="report-New"]', { hasText: /^1$/ }).waitFor();
  await choose('Ort,plum,pear\nTurku,red,Williams\n');
  await columns.getByText('As you said for the last file').waitFor();
  assert.equal(await columns.getByLabel('pear is imported as').inputValue(), 'name');
  await columns.getByRole('button', { name: 'Cancel' }).click();
  await columns.waitFor({ state: 'detached' });
});
