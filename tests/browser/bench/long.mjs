// 100,000 leads in the client's cache: loading them, scrolling from end to end,
// and the memory of the page. LEADWIRE_BENCH_LEADS sets another number.
import { Server, browser, live, signIn } from '../support.mjs';
import { LATE, spread, tell, tellMachine } from './figures.mjs';
import { keepMemory, loadAll, tellMemory } from './pages.mjs';

const LEADS = Number(process.env.LEADWIRE_BENCH_LEADS ?? 100_000);
/** Scrolls the table by `speed` px a frame for at most `ms`; how long each frame took, and in how many a row in sight was blank. */
const scroll = ({ speed, ms }) => new Promise(done => {
  const grid = document.querySelector('[data-testid=grid]');
  grid.scrollTop = 0;
  const frames = [];
  let blank = 0, last, start;
  const step = now => {
    start ??= now;
    if (last !== undefined) frames.push(now - last);
    last = now;
    const box = grid.getBoundingClientRect();
    const row = document.elementFromPoint(box.left + 80, box.top + box.height / 2)?.closest('.lead-row[data-id]');
    if (!row) blank++;
    if (now - start >= ms || grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 1) return done({ frames, blank });
    grid.scrollTop += speed;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
});

const server = new Server();
await server.run('seed', '--count', String(LEADS), '--seed', '1');
await server.up();
const chromium = await browser();
try {
  const page = await signIn(chromium, server, 'ada@example.com');
  await page.context().addInitScript(keepMemory);
  await page.goto(`${server.url}/leads`);
  await live(page);
  await page.locator('.lead-row[data-id]').first().waitFor();
  tellMachine();
  const before = await tellMemory(page, 'One page of leads');
  tell(`All ${LEADS} leads loaded after End`, `${(await loadAll(page, LEADS) / 1000).toFixed(1)} s`);
  await tellMemory(page, `${LEADS} leads [TanStack 47 MiB; aim 25 MiB]`, before);
  const grid = page.getByTestId('grid');
  const height = await grid.evaluate(grid => grid.scrollHeight);
  for (const [what, speed] of [['End to end in 20 s', Math.ceil(height / 1200)], ['Reading pace, 10 s', 50]]) {
    const { frames, blank } = await page.evaluate(scroll, { speed, ms: speed === 50 ? 10_000 : 30_000 });
    tell(`${what}: frames`, `${frames.length}, ${spread(frames)}`);
    tell(`${what}: frames over ${LATE} ms; with a blank row`, `${frames.filter(frame => frame > LATE).length}; ${blank}`);
  }
  await tellMemory(page, `${LEADS} leads, scrolled`, before);
  tellMachine();
} finally {
  await chromium.close();
  await server.stop();
}
