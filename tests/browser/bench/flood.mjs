// 1,000 changes a second of 10,000 loaded leads: what the page's main thread has
// to do, how late a change shows, and how many frames are late.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Server, browser, live, rootNumber, signIn } from '../support.mjs';
import { LATE, quantile, spread, tell, tellBeside, tellMachine } from './figures.mjs';
import { count, keepMemory, loadAll, slow, tellMemory, worked } from './pages.mjs';

const LEADS = 10_000;
const PER_SECOND = 1_000;
const SECONDS = Number(process.env.LEADWIRE_BENCH_SECONDS ?? 8);
/** Rows that are surely in sight. */
const IN_SIGHT = 16;

/** Another page of the same origin that notes when each event reaches it. */
const listen = () => new Promise((ready, fail) => {
  document.body.textContent = '';
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/api/v1/ws`);
  window.came = new Map();
  const say = frame => socket.send(JSON.stringify(frame));
  socket.onopen = () => say({ type: 'subscribe', topics: ['businesses'] });
  setInterval(say, 20_000, { type: 'ping' });
  socket.onerror = () => fail(new Error('no socket'));
  socket.onmessage = ({ data }) => {
    const now = performance.timeOrigin + performance.now();
    const message = JSON.parse(data);
    if (message.type === 'subscribed') ready();
    for (const event of message.events ?? [message]) if (event.payload?.phone) window.came.set(event.payload.phone, now);
  };
});

/** Notes when each text is first on the page, and how long frames take. */
const watch = () => {
  window.seen = new Map();
  window.frames = [];
  const note = text => {
    for (const [found] of text.matchAll(/\+358 \d{9}/g)) if (!window.seen.has(found)) window.seen.set(found, performance.timeOrigin + performance.now());
  };
  window.watching = new MutationObserver(changes => {
    for (const { type, target, addedNodes } of changes) {
      if (type === 'characterData') note(target.data);
      else for (const node of addedNodes) note(node.textContent);
    }
  });
  window.watching.observe(document.querySelector('[data-testid=grid]'), { subtree: true, childList: true, characterData: true });
  let last;
  const frame = now => {
    if (last !== undefined) window.frames.push(now - last);
    last = now;
    if (window.watching) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
};

const unwatch = () => {
  window.watching.disconnect();
  window.watching = null;
  return { seen: [...window.seen], frames: window.frames };
};

const server = new Server();
await server.run('seed', '--count', String(LEADS), '--seed', '1');
await server.up();
const writer = fork(fileURLToPath(new URL('writer.mjs', import.meta.url)));
const chromium = await browser();
let first = 100_000_000;

/** Floods `leads`; what the writer says when it is done. */
const flood = (token, leads) => new Promise(done => {
  writer.once('message', done);
  writer.send({ url: server.url, token, leads, first, perSecond: PER_SECOND, seconds: SECONDS });
  first += PER_SECOND * SECONDS;
});

/** Every lead that there is, as `{ id, version }`, in no order that the table has. */
async function everyLead() {
  const api = await server.api();
  const all = [];
  for (let cursor = ''; cursor !== null;) {
    const { data, meta } = await api('GET', `/businesses?limit=200&sort=created_at${cursor && `&cursor=${cursor}`}`);
    all.push(...data.map(({ id, version }) => ({ id, version })));
    cursor = meta.next_cursor ?? null;
  }
  return all;
}

try {
  const page = await signIn(chromium, server, 'ada@example.com');
  await page.context().addInitScript(keepMemory);
  const token = await server.token();
  const plain = await signIn(chromium, server, 'ada@example.com');
  await plain.goto(`${server.url}/healthz`);
  await plain.evaluate(listen);
  tellMachine();
  for (const { what, path, rate, inSight, beside, aim } of [
    { what: 'sorted by name', path: '/leads?sort=name', rate: 1, beside: '116', aim: '40' },
    { what: 're-sorted by every event', path: '/leads', rate: 1, beside: '466', aim: '80' },
    { what: 'all of them in sight, CPU×4', path: '/leads?sort=name', rate: 4, inSight: true, beside: '585', aim: '200' },
  ]) {
    await page.goto(`${server.url}${path}`);
    await live(page);
    await page.locator('.lead-row[data-id]').first().waitFor();
    const before = await tellMemory(page, `${what}: one page of leads`);
    const took = await loadAll(page, LEADS);
    tell(`${what}: ${LEADS} leads loaded`, `${took} ms`);
    await tellMemory(page, `${what}: ${LEADS} leads`, before);
    const all = await everyLead();
    const rows = new Set(await page.locator('.lead-row[data-id]').evaluateAll((rows, count) => rows.slice(0, count).map(row => row.dataset.id), IN_SIGHT));
    const leads = inSight ? all.filter(({ id }) => rows.has(id)) : all;
    const cdp = await slow(page, { rate });
    await count(cdp);

    // Once to see what it costs, once to see what it shows: to look costs too.
    let applied = await rootNumber(page, 'applied');
    const start = await worked(cdp);
    const run = await flood(token, leads);
    const end = await worked(cdp);
    await page.waitForFunction(all => Number(document.documentElement.dataset.applied) >= all, applied + PER_SECOND * SECONDS);
    const share = name => ((end[name] - start[name]) / (end.at - start.at) * 1000).toFixed(0);
    tell(`${what}: changes a second`, (PER_SECOND * SECONDS / run.took * 1000).toFixed(0));
    tellBeside(`${what}: main thread, ms per s (script, style, layout)`, `${share('task')} (${share('script')}, ${share('style')}, ${share('layout')})`, beside, aim);
    await page.evaluate(watch);
    await plain.evaluate(() => window.came.clear());
    applied = await rootNumber(page, 'applied');
    await flood(token, run.leads);
    await page.waitForFunction(all => Number(document.documentElement.dataset.applied) >= all, applied + PER_SECOND * SECONDS);
    const { seen, frames } = await page.evaluate(unwatch);
    const came = new Map(await plain.evaluate(() => [...window.came]));
    const waits = seen.filter(([phone]) => came.has(phone)).map(([phone, at]) => at - came.get(phone));
    tellBeside(`${what}: another client → DOM (${waits.length} seen)`, spread(waits), 'p50 9.5  p99 17.6', 'p99 16');
    tellBeside(`${what}: frames; over ${LATE} ms`, `${frames.length}, ${spread(frames)}; ${frames.filter(frame => frame > LATE).length}`, '0', '0');
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await cdp.detach();
  }
  tellMachine();
} finally {
  writer.kill();
  await chromium.close();
  await server.stop();
}
