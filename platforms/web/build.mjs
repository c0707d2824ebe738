// Builds the web client into dist/web: compiled, optimised for size, named by
// content, compressed, and checked against the size budget.
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, transformSync } from 'esbuild';
import { optimise } from './optimise.mjs';
import { compile, root } from './wasm.mjs';

const here = join(root, 'platforms/web');
const dist = join(root, 'dist/web');
const work = join(root, 'target/web');
const hash = data => createHash('sha256').update(data).digest('hex');

/** Everything that the client is made of. */
function inputs() {
  const files = [];
  const walk = path => {
    if (statSync(path).isDirectory()) readdirSync(path).sort().forEach(name => walk(join(path, name)));
    else files.push(path);
  };
  for (const name of readdirSync(join(root, 'src')).sort()) if (!['server', 'bin'].includes(name)) walk(join(root, 'src', name));
  for (const name of ['assets', 'index.html', 'Cargo.toml', 'Cargo.lock', ...['build.mjs', 'lines.js', 'optimise.mjs', 'picture.js', 'split', 'start.js', 'wasm.mjs', 'worker.js'].map(name => `platforms/web/${name}`)]) walk(join(root, name));
  const all = createHash('sha256');
  for (const file of files) all.update(relative(root, file)).update(readFileSync(file));
  return all.digest('hex');
}

const stamp = inputs();
const stampFile = join(work, 'stamp');
if (existsSync(join(dist, 'index.html')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
  console.log('The web client is up to date.');
  checkBudget();
  process.exit(0);
}

/** What a first visit needs to show leads, and what it loads after that, against what they may be. */
function checkBudget() {
  const files = readdirSync(dist, { recursive: true }).filter(name => name.endsWith('.br'));
  const isRest = name => name.startsWith('assets/rest-');
  const size = names => names.reduce((sum, name) => sum + statSync(join(dist, name)).size, 0);
  const budget = JSON.parse(readFileSync(join(here, 'budget.json'), 'utf8'));
  const sizes = { first_visit_brotli: size(files.filter(name => !isRest(name))), rest_brotli: size(files.filter(isRest)) };
  console.log(`A first visit loads ${sizes.first_visit_brotli} bytes (brotli) to show leads, and ${sizes.rest_brotli} after; the budget is ${budget.first_visit_brotli} and ${budget.rest_brotli}.`);
  if (Object.keys(sizes).some(name => sizes[name] > budget[name]) && process.env.LEADWIRE_BUDGET === 'strict') {
    console.error('Over the budget: make it smaller, or raise platforms/web/budget.json in a commit that says why.');
    process.exit(1);
  }
}

// Where it was built says nothing to those who load it, and makes it larger.
const folders = [root.replace(/\/$/, ''), join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src')];

console.log('Compiling the web client (two minutes the first time) …');
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
const linked = compile('leadwire', {
  profile: 'wasm-release', features: 'web', out: work, link: ['--emit-relocs'],
  flags: folders.map(folder => `--remap-path-prefix=${folder}=`), bindgen: ['--no-demangle', '--remove-producers-section'],
});
const parts = await optimise(linked, join(work, 'leadwire_bg.wasm'), work);

const out = join(work, 'dist');
mkdirSync(join(out, 'assets'), { recursive: true });
const put = (name, data) => {
  const [stem, ending] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.'))];
  const path = `assets/${stem}-${hash(data).slice(0, 12)}${ending}`;
  writeFileSync(join(out, path), data);
  return `/${path}`;
};

const [wasm, rest] = [put('leadwire.wasm', parts.first), put('rest.wasm', parts.rest)];
// The rest is given the same functions of the page as the first part.
appendFileSync(join(work, 'leadwire.js'), '\nexport { __wbg_get_imports };\n');
const bundled = async (entry, options) =>
  (await build({ entryPoints: [entry], bundle: true, minify: true, write: false, format: 'esm', target: 'es2022', ...options })).outputFiles[0].contents;
const styles = put('leadwire.css', await bundled(join(root, 'assets/main.css'), { target: ['chrome120', 'safari17.2', 'firefox121'] }));
// What a picture looks like follows from these.
const look = hash([wasm, styles, readFileSync(join(here, 'picture.js')), readFileSync(join(root, 'index.html'))].join()).slice(0, 12);
const lines = put('lines.js', await bundled(join(here, 'lines.js'), { format: 'iife' }));
const script = put('leadwire.js', await bundled(join(here, 'start.js'), {
  alias: { leadwire: join(work, 'leadwire.js') }, define: { WASM: JSON.stringify(wasm), REST: JSON.stringify(rest), LINES: JSON.stringify(lines), BUILD: JSON.stringify(look) },
}));
const icon = put('icon.svg', readFileSync(join(root, 'assets/icon.svg')));

const page = readFileSync(join(root, 'index.html'), 'utf8')
  .replace('href="/icon.svg"', `href="${icon}"`)
  .replace('<link rel="stylesheet" href="/main.css">', `<link rel="stylesheet" href="${styles}">
<link rel="preload" href="${wasm}" as="fetch" type="application/wasm" crossorigin>
<link rel="modulepreload" href="${script}">
<script type="module" src="${script}"></script>`)
  .replace("'BUILD'", () => `'${look}'`)
  .replace(/<script>([^]*?)<\/script>/g, (_, code) => `<script>${transformSync(code, { minify: true }).code.trim()}</script>`)
  .replace(/<style>([^]*?)<\/style>/, (_, css) => `<style>${transformSync(css, { loader: 'css', minify: true }).code.trim()}</style>`);
writeFileSync(join(out, 'index.html'), page);

// What works without a network: all of the above, for every path that shows a screen.
const integrity = data => `sha256-${createHash('sha256').update(data).digest('base64')}`;
const files = [['/', integrity(page)], ...readdirSync(join(out, 'assets')).sort().map(name => [`/assets/${name}`, integrity(readFileSync(join(out, 'assets', name)))])];
const routes = [...readFileSync(join(root, 'src/route.rs'), 'utf8').matchAll(/#\[route\("([^"?]+)/g)].map(([, path]) => path).filter(path => !path.includes(':..'));
writeFileSync(join(out, 'sw.js'), await bundled(join(here, 'worker.js'), {
  format: 'iife', define: { BUILD: JSON.stringify(hash(JSON.stringify([files, routes])).slice(0, 12)), FILES: JSON.stringify(files), PAGES: JSON.stringify(routes) },
}));

// What makes compiled code smallest: blocks of 64 KiB, and 15 distances that cost no extra bits.
const FOR_CODE = { [constants.BROTLI_PARAM_LGBLOCK]: 16, [constants.BROTLI_PARAM_NDIRECT]: 15 };

// Compressed once, here, rather than for every visitor.
const rows = [];
for (const path of ['index.html', 'sw.js', ...readdirSync(join(out, 'assets')).map(name => `assets/${name}`)]) {
  const data = readFileSync(join(out, path));
  const brotli = brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: data.length, ...path.endsWith('.wasm') && FOR_CODE } });
  const gzip = gzipSync(data, { level: 9 });
  writeFileSync(join(out, `${path}.br`), brotli);
  writeFileSync(join(out, `${path}.gz`), gzip);
  rows.push({ file: path, bytes: data.length, gzip: gzip.length, brotli: brotli.length });
}
console.table(rows);

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(root, 'dist'), { recursive: true });
try { renameSync(out, dist); } catch { cpSync(out, dist, { recursive: true }); }
writeFileSync(stampFile, stamp);
checkBudget();
