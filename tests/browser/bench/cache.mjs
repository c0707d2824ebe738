// The cache's benchmark natively and as wasm in a page, both from the same source, and
// beside them what plain JavaScript takes on that page for the heart of the same work:
// the machine's measure. With names of parts, only those.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { compile, root } from '../../../platforms/web/wasm.mjs';
import { browser } from '../support.mjs';
import { tellMachine } from './figures.mjs';
import { plain } from './plain.mjs';

const wanted = process.argv.slice(2);
const parts = ['change', 'queries', 'batch', 'fill'].filter(part => wanted.length === 0 || wanted.includes(part));
const read = lines => lines.trim().split('\n').map(line => JSON.parse(line));

// As it is shipped, but for the last passes that make it smaller.
compile('cache-bench', { profile: 'wasm-release', features: 'indexed-db', out: join(root, 'target/cache-bench') });
const bench = ['bench', '--locked', '--quiet', '--no-default-features', '--bench', 'cache', '--'];
execFileSync('cargo', [...bench, '--json', 'none'], { cwd: root, stdio: 'inherit' });
tellMachine();
const native = read(execFileSync('cargo', [...bench, '--json', ...parts], { cwd: root, encoding: 'utf8' }));

const types = { html: 'text/html', js: 'text/javascript', wasm: 'application/wasm' };
const server = createServer(({ url }, answer) => {
  const name = { '/': 'index.html', '/cache-bench.js': 'cache-bench.js', '/cache-bench_bg.wasm': 'cache-bench_bg.wasm' }[url];
  // A page of its own process: its clock steps by 5 µs instead of 100.
  answer.writeHead(name ? 200 : 404, {
    'content-type': types[name?.split('.').pop()] ?? 'text/plain',
    'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp',
  });
  answer.end(name && name !== 'index.html' ? readFileSync(join(root, 'target/cache-bench', name)) : '<!doctype html>');
});
await new Promise(done => server.listen(0, '127.0.0.1', done));
const chromium = await browser();
const inPage = [];
let baseline = {};
try {
  for (const part of parts) {
    // Each part in a page of its own: memory that one leaves behind slows no other.
    const context = await chromium.newContext();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}`);
    if (!await page.evaluate(() => crossOriginIsolated)) throw new Error('the page is not isolated: its clock is too coarse');
    inPage.push(...read(await page.evaluate(async part => {
      const bench = await import('/cache-bench.js');
      await bench.default();
      return bench.run(part);
    }, part)));
    await context.close();
  }
  const page = await chromium.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}`);
  baseline = await page.evaluate(plain);
} finally {
  await chromium.close();
  server.close();
}

const show = (value, unit) => value === undefined || value === null ? '–'
  : unit === 'memory' ? `${(value / 1048576).toFixed(1)} MiB`
    : value < 10 ? `${value.toFixed(2)} µs` : value < 1000 ? `${value.toFixed(0)} µs` : `${(value / 1000).toFixed(1)} ms`;
const row = (what, ...cells) => console.log(what.padEnd(62) + cells.map(cell => cell.padStart(11)).join(''));
row('', 'native', 'aim', 'of it', 'wasm', 'plain JS', 'TanStack', 'wasm beats');
for (const [number, { what, unit, ours, aim, theirs }] of native.entries()) {
  const wasm = inPage[number];
  if (wasm?.what !== what) throw new Error(`${what} is not ${wasm?.what}`);
  row(what, show(ours, unit), show(aim, unit), `${(ours / aim * 100).toFixed(0)}%`, show(wasm.ours, unit),
    show(baseline[what], unit), show(theirs, unit), theirs ? `${(theirs / wasm.ours).toFixed(1)}×` : '–');
}
