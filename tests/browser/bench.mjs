// How quick the app is in a real browser: a change from the server's answer to
// the other person's screen, and a table with 100,000 leads.
import { Server, browser, live, signIn } from './support.mjs';

const leads = Number(process.env.LEADWIRE_BENCH_ROWS ?? 100_000);
const chromium = await browser();
const round = number => Number(number.toFixed(1));
const percentiles = times => {
  const sorted = [...times].sort((a, b) => a - b);
  const at = part => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
};
try {
  await changes();
  await table();
} finally {
  await chromium.close();
}

/** 200 changes by one person, each until it stands in the other's page. */
async function changes() {
  const server = await Server.start();
  try {
    const api = await server.api();
    const lead = await api('POST', '/businesses', { name: 'Bakery Ada' });
    const [ada, grace] = [await signIn(chromium, server, 'ada@example.com'), await signIn(chromium, server, 'grace@example.com')];
    await grace.goto(`${server.url}/leads`);
    await live(grace);
    await grace.locator('.lead-row[data-id]', { hasText: 'Bakery Ada' }).waitFor();
    // What a page without any framework needs, to compare: a socket and a text node.
    const plain = await (await chromium.contexts().at(-1)).newPage();
    await plain.goto(`${server.url}/api/v1/docs`);
    await plain.evaluate(() => new Promise(done => {
      document.body.textContent = '';
      const socket = new WebSocket(`ws://${location.host}/api/v1/ws`);
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(data);
        if (frame.type === 'hello') socket.send(JSON.stringify({ type: 'subscribe', topics: ['businesses'] }));
        if (frame.type === 'subscribed') done();
        if (frame.type === 'event') document.body.textContent = frame.payload.phone;
      };
    }));
    for (const page of [grace, plain]) {
      await page.evaluate(() => {
        window.seen = {};
        new MutationObserver(() => {
          const at = performance.timeOrigin + performance.now();
          const phone = document.body.textContent.match(/\+358 1\d{4}/g) ?? [];
          for (const text of phone) window.seen[text] ??= at;
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
      });
    }
    const run = count => ada.evaluate(async ({ id, count }) => {
      const answered = {};
      let { version } = await (await fetch(`/api/v1/businesses/${id}`)).json();
      for (let i = 0; i < count; i++) {
        const phone = `+358 ${10_000 + version}`;
        const answer = await fetch(`/api/v1/businesses/${id}`, {
          method: 'PATCH', body: JSON.stringify({ base_version: version, phone }),
          headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
        });
        answered[phone] = performance.timeOrigin + performance.now();
        ({ version } = await answer.json());
        // A quiet page: nobody types faster.
        await new Promise(done => setTimeout(done, 25));
      }
      return answered;
    }, { id: lead.id, count });
    const measure = async page => {
      await page.bringToFront();
      await run(10);
      await page.evaluate(() => { window.seen = {}; });
      const answered = await run(200);
      const last = Object.keys(answered).at(-1);
      await page.waitForFunction(last => window.seen[last], last);
      const seen = await page.evaluate(() => window.seen);
      // Shown before the answer was read: at once, as far as that person can tell.
      return Object.entries(answered).filter(([phone]) => seen[phone]).map(([phone, at]) => Math.max(0, seen[phone] - at));
    };
    const ours = await measure(grace);
    const theirs = await measure(plain);
    console.log(`200 changes, from the PATCH's answer to the other page, ms (${ours.length} seen singly):`);
    console.table({ Leadwire: percentiles(ours), 'plain JavaScript': percentiles(theirs) });
  } finally {
    await server.stop();
  }
}

/** A long table: loading all of it, scrolling through, its memory. */
async function table() {
  const server = new Server();
  await server.run('seed', '--count', String(leads), '--seed', '1');
  await server.up();
  try {
    const page = await signIn(chromium, server, 'ada@example.com');
    const devtools = await page.context().newCDPSession(page);
    const memory = async () => {
      await devtools.send('HeapProfiler.collectGarbage');
      const { usedSize } = await devtools.send('Runtime.getHeapUsage');
      const { result } = await devtools.send('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' });
      const { objects } = await devtools.send('Runtime.queryObjects', { prototypeObjectId: result.objectId });
      const bytes = await devtools.send('Runtime.callFunctionOn', {
        objectId: objects.objectId, returnByValue: true, functionDeclaration: 'function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }',
      });
      return { script: round(usedSize / 1048576), wasm: round(bytes.result.value / 1048576) };
    };
    const empty = await memory();
    await page.goto(`${server.url}/leads`);
    await page.locator('.lead-row[data-id]').first().waitFor();
    const started = Date.now();
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await page.locator(`.lead-row[data-id][aria-rowindex="${leads + 1}"]`).waitFor({ timeout: 300_000 });
    console.log(`The last of ${leads} rows after ${round((Date.now() - started) / 1000)} s`);
    const frames = await page.evaluate(() => new Promise(done => {
      const grid = document.querySelector('[role=grid]');
      const times = [];
      const seconds = 20;
      let start, last;
      const step = now => {
        start ??= now;
        if (last) times.push(now - last);
        last = now;
        const part = (now - start) / (seconds * 1000);
        grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * Math.min(part, 1);
        if (part < 1) requestAnimationFrame(step);
        else done(times);
      };
      requestAnimationFrame(step);
    }));
    const late = frames.filter(time => time > 34).length;
    console.log(`Scrolled from end to end in 20 s: ${frames.length} frames, ${late} over 34 ms, ms:`);
    console.table({ frame: percentiles(frames) });
    console.log('Memory, MiB:');
    console.table({ dashboard: empty, 'all rows loaded': await memory() });
  } finally {
    await server.stop();
  }
}
