// The first visit and the second: bytes moved, and when the first lead is shown.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, browser, enter, keep, kept, live } from '../support.mjs';
import { quantile, tell, tellBeside, tellMachine } from './figures.mjs';
import { slow } from './pages.mjs';

const LEADS = 10_000;
const VISITS = Number(process.env.LEADWIRE_BENCH_VISITS ?? 15);

/** How long somebody stays who comes for the first time, in ms: until what is shown is kept. */
const STAY = 5_000;

/** Notes when the first lead is in the document, when the frame that shows it is done, and when the client draws it itself. */
const watch = () => {
  const drawing = new MutationObserver(() => {
    if (!document.querySelector('#main .lead-row[data-id]')) return;
    drawing.disconnect();
    window.drawn = performance.now();
  });
  drawing.observe(document, { subtree: true, childList: true });
  window.first = new Promise(done => {
    const look = () => {
      if (!document.querySelector('.lead-row[data-id]')) return;
      watching.disconnect();
      const dom = performance.now();
      requestAnimationFrame(() => setTimeout(() => done({ dom, shown: performance.now() })));
    };
    const watching = new MutationObserver(look);
    watching.observe(document, { subtree: true, childList: true });
  });
};

/** Opens the table in a new page of `context`: when it showed, in ms, and what was moved by then and a second later, in bytes. */
async function visit(context, url, slowness, stay = 0) {
  const page = await context.newPage();
  await page.addInitScript(watch);
  const cdp = await slow(page, slowness);
  await cdp.send('Network.enable');
  let bytes = 0;
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await page.goto(`${url}/leads`, { waitUntil: 'commit' });
  const times = await page.evaluate(() => window.first);
  await live(page);
  const paints = await page.evaluate(() => performance.getEntriesByType('paint').find(({ name }) => name === 'first-contentful-paint')?.startTime);
  await kept(page);
  const drawn = await page.evaluate(() => window.drawn);
  await page.waitForTimeout(stay);
  await page.close();
  return { ...times, drawn, bytes, paints };
}

const median = (all, name) => quantile(all.map(one => one[name] ?? 0), 0.5).toFixed(0);
const tellTimes = (what, all, tanstack, aim) => tellBeside(`${what}: first lead in the document; shown (first paint)`,
  `${median(all, 'dom')}; ${median(all, 'shown')} (${median(all, 'paints')}) ms, p90 ${quantile(all.map(one => one.shown), 0.9).toFixed(0)}`, `${tanstack} ms`, `${aim} ms`);

const server = new Server();
await server.run('seed', '--count', String(LEADS), '--seed', '1');
await server.up();
const chromium = await browser();
const FAST_4G = { rate: 4, network: true };
try {
  tellMachine();
  const signed = await chromium.newContext();
  const first = await signed.newPage();
  await first.goto(server.url);
  await enter(first, 'ada@example.com');
  const cookies = await signed.cookies();
  await signed.close();
  for (const [what, slowness, tanstack] of [['First visit', {}, 146], ['First visit, Fast 4G and CPU×4', FAST_4G, 934]]) {
    const all = [];
    for (let i = 0; i < Math.ceil(VISITS / 3); i++) {
      const context = await chromium.newContext({ viewport: { width: 1440, height: 900 } });
      await context.addCookies(cookies);
      all.push(await visit(context, server.url, slowness));
      await context.close();
    }
    tellTimes(what, all, tanstack, '–');
    tell(`${what}: bytes moved`, `${(quantile(all.map(one => one.bytes), 0.5) / 1024).toFixed(0)} KiB`);
  }

  // A browser that keeps what browsers keep, compiled code included.
  const folder = mkdtempSync(join(tmpdir(), 'leadwire-browser-'));
  const lasting = await keep(folder);
  try {
    await lasting.addCookies(cookies);
    for (let i = 0; i < 3; i++) await visit(lasting, server.url, {}, STAY);
    for (const [what, slowness, tanstack, aim] of [['Second visit', {}, 100, 60], ['Second visit, Fast 4G and CPU×4', FAST_4G, 534, 250]]) {
      const all = [];
      for (let i = 0; i < VISITS; i++) all.push(await visit(lasting, server.url, slowness));
      tellTimes(what, all, tanstack, aim);
      tell(`${what}: drawn by the client, and of use`, `${median(all, 'drawn')} ms`);
      tell(`${what}: bytes moved`, `${(quantile(all.map(one => one.bytes), 0.5) / 1024).toFixed(0)} KiB`);
    }
  } finally {
    await lasting.close();
    rmSync(folder, { recursive: true, force: true });
  }
  tellMachine();
} finally {
  await chromium.close();
  await server.stop();
}
