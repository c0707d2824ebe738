// The contacts of a lead are looked up on its website and show in another browser, live.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Server, browser, kept, signIn } from './support.mjs';

const home = `<!doctype html><html lang="en"><head><title>Café Ekberg</title>
<link rel="apple-touch-icon" href="/logo"><meta name="description" content="Pastries &amp; coffee since 1852 <script>window.isHacked = true</script>">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"CafeOrCoffeeShop","name":"Café Ekberg","telephone":"+358 9 6811 8660",
"email":"cafe@ekberg.fi","sameAs":["https://www.instagram.com/cafeekberg"],"address":{"@type":"PostalAddress","streetAddress":"Bulevardi 9","addressLocality":"Helsinki","postalCode":"00120","addressCountry":"FI"}}</script>
</head><body><h1>Café Ekberg</h1><a href="/contact">Contact</a></body></html>`;
const contact = `<!doctype html><html lang="en"><head><title>Contact</title></head><body><h1>Contact</h1>
<div itemscope itemtype="https://schema.org/Person"><span itemprop="name">Otto Berg</span>, <span itemprop="jobTitle">Owner</span>,
<a itemprop="email" href="mailto:otto.berg@ekberg.fi">otto.berg@ekberg.fi</a></div></body></html>`;

const logo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAAFklEQVR4nGP4////fwYqEvz8/PxUJAB6YkOBHvSjzAAAAABJRU5ErkJggg==', 'base64');

let server, chromium, site, lead, api;
before(async () => {
  site = createServer((request, answer) => {
    if (request.url === '/logo') return answer.writeHead(200, { 'content-type': 'image/png' }).end(logo);
    const page = { '/': home, '/contact': contact }[request.url];
    answer.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(page ?? 'not found');
  });
  await new Promise(done => site.listen(0, '127.0.0.1', done));
  server = await Server.start({ LEADWIRE_ALLOW_NETWORKS: '127.0.0.0/8' });
  api = await server.api('ada@example.com');
  const website = `http://127.0.0.1:${site.address().port}/`;
  lead = await api('POST', '/businesses', { name: 'Café Ekberg', website, address: { country: 'FI' } });
  await api('POST', '/businesses', { name: 'Nobody answers', website: 'http://127.0.0.1:1/' });
  chromium = await browser();
});
after(async () => { await chromium?.close(); await server?.stop(); site?.close(); });

/** Waits until a picture is there and drawn. */
async function drawn(image) {
  await image.waitFor();
  await image.evaluate(image => image.decode());
  assert.equal(await image.evaluate(image => image.naturalWidth), 32);
}

test('what a look-up finds shows in both browsers, with where it is from, and runs nothing of the page', async () => {
  const [page, watcher] = await Promise.all([signIn(chromium, server, 'ada@example.com'), signIn(chromium, server, 'grace@example.com')]);
  const elsewhere = [];
  for (const one of [page, watcher]) {
    one.on('request', request => { if (new URL(request.url()).host !== server.addr && !request.url().startsWith('data:')) elsewhere.push(request.url()); });
    await one.goto(`${server.url}/leads/${lead.id}`);
    assert.equal(await one.locator('.title .mark').getAttribute('data-letter'), 'C');
  }
  await watcher.getByText('Nobody is known there yet.').waitFor();
  await page.getByRole('button', { name: 'Look up contacts' }).click();
  await page.getByRole('button', { name: 'Looking up…' }).waitFor();
  for (const one of [page, watcher]) {
    const person = one.getByTestId('contact').filter({ hasText: 'Otto Berg' });
    await person.waitFor();
    assert.equal(await person.locator('a[href^="mailto:"]').getAttribute('href'), 'mailto:otto.berg@ekberg.fi');
    await person.getByText('from 127.0.0.1').waitFor();
    await one.getByRole('link', { name: 'Instagram' }).waitFor();
    await one.getByRole('button', { name: 'Look up again' }).waitFor();
    assert.equal(await one.evaluate(() => window.isHacked), undefined);
    await drawn(one.locator('.title .mark img'));
    for (const link of await one.locator('.lead a').all()) assert.match(await link.getAttribute('href'), /^(https?:|mailto:|tel:|\/)/);
  }
  await watcher.getByRole('link', { name: 'Leads', exact: true }).first().click();
  const marks = watcher.locator('.lead-row', { hasText: 'Café Ekberg' }).locator('.mark');
  await drawn(marks.locator('img'));
  await watcher.goBack();
  // Where the picture is gone, the letter shows again.
  await page.route('**/api/v1/logos/*', route => route.fulfill({ status: 404, body: '' }));
  await page.getByRole('link', { name: 'Leads', exact: true }).first().click();
  await page.locator('.lead-row', { hasText: 'Café Ekberg' }).locator('.mark:not(:has(img))').waitFor();
  await page.goBack();
  assert.deepEqual(elsewhere, [], 'nobody else is asked');
  await page.getByRole('button', { name: 'Where Phone is from' }).click();
  await page.getByRole('group', { name: 'Where Phone is from' }).getByText('from 127.0.0.1').waitFor();

  await watcher.getByRole('button', { name: 'Add contact' }).click();
  await watcher.getByLabel("Contact's Name").fill('Ada Berg');
  await watcher.getByRole('button', { name: 'Save contact' }).click();
  await page.getByTestId('contact').filter({ hasText: 'Ada Berg' }).waitFor();
  // 401 before signing in, 404 the picture that was taken away.
  assert.deepEqual(page.faults.concat(watcher.faults).filter(fault => !/40[14]/.test(fault)), []);
});

test('a batch is followed in both browsers, and what failed stands by its reason', async () => {
  const [page, watcher] = await Promise.all([signIn(chromium, server, 'ada@example.com'), signIn(chromium, server, 'grace@example.com')]);
  for (const one of [page, watcher]) await one.getByRole('link', { name: 'Enrichment', exact: true }).first().click();
  await page.getByRole('button', { name: 'Start look-up' }).click();
  for (const one of [page, watcher]) {
    await one.getByTestId('failures').getByText('1 failed').waitFor();
    await one.getByTestId('share-failed').filter({ hasText: '1' }).waitFor();
  }
  await page.getByTestId('failures').locator('summary').click();
  await page.getByTestId('failures').getByRole('link', { name: 'Nobody answers', website: 'http://127.0.0.1:1/' }).waitFor();
  assert.deepEqual(page.faults.concat(watcher.faults).filter(fault => !fault.includes('401')), []);
});

test('without a network a look-up waits, also over a reload, and is done once', async () => {
  const page = await signIn(chromium, server, 'ada@example.com');
  await page.goto(`${server.url}/leads/${lead.id}`);
  await page.getByRole('button', { name: 'Look up again' }).waitFor();
  await kept(page);
  const before = (await api('GET', '/jobs?limit=100')).data.length;
  await page.context().setOffline(true);
  await page.locator('[data-testid=connection][data-state=connected]').first().waitFor({ state: 'detached', timeout: 60_000 });
  await page.getByRole('button', { name: 'Look up again' }).click();
  await page.getByText('as soon as you are online').waitFor();
  await page.reload();
  await page.getByText('Waits for the network').waitFor();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Look up again' }).waitFor();
  assert.equal((await api('GET', '/jobs?limit=100')).data.length, before + 1);
});
