// What the benches do to pages.
import { mebibytes, tell } from './figures.mjs';

/** Keeps hold of the memory of the client, to tell its size. */
export const keepMemory = () => {
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const make = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await make.apply(WebAssembly, args);
      // What is loaded later shares it.
      window.wasmMemory ??= (made.instance ?? made).exports.memory;
      return made;
    };
  }
};

/** The page's memory in bytes: JavaScript's heap after collection, and the client's own. */
export async function memory(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  await cdp.detach();
  return { heap: usedSize, wasm: await page.evaluate(() => window.wasmMemory?.buffer.byteLength ?? 0) };
}

/** Prints the page's memory, and how much it grew since `before`. */
export async function tellMemory(page, what, before) {
  const { heap, wasm } = await memory(page);
  const grown = before ? `; grown by ${mebibytes(heap + wasm - before.heap - before.wasm)}` : '';
  tell(`${what}: JavaScript heap + wasm memory`, `${mebibytes(heap)} + ${mebibytes(wasm)} = ${mebibytes(heap + wasm)}${grown}`);
  return { heap, wasm };
}

/** Loads every lead of the table that is open by going to its end; how long that took, in ms. */
export async function loadAll(page, leads) {
  const grid = page.getByTestId('grid');
  await grid.focus();
  const before = Date.now();
  await page.keyboard.press('End');
  await page.locator(`.lead-row[data-id][aria-rowindex="${leads + 1}"]`).waitFor({ timeout: 600_000 });
  const took = Date.now() - before;
  await page.keyboard.press('Home');
  await page.locator('.lead-row[data-id][aria-rowindex="2"]').waitFor();
  return took;
}

/** Slows the page's processor down by `rate`, and its network to what Chrome calls Fast 4G. */
export async function slow(page, { rate = 1, network = false }) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate });
  if (network) {
    await cdp.send('Network.enable');
    const [down, up] = [9, 1.5].map(megabits => megabits * 1e6 / 8 * 0.9);
    await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 60 * 2.75, downloadThroughput: down, uploadThroughput: up });
  }
  return cdp;
}

/** Counts what the main thread works in time of the processor, whatever else the machine does. */
export const count = cdp => cdp.send('Performance.enable', { timeDomain: 'threadTicks' });

/** What the main thread has worked so far, in s, by what, and when that is. */
export async function worked(cdp) {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = name => metrics.find(metric => metric.name === name).value;
  return { at: performance.now() / 1000, task: of('TaskDuration'), script: of('ScriptDuration'), style: of('RecalcStyleDuration'), layout: of('LayoutDuration') };
}
