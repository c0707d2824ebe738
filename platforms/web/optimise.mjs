// Makes the compiled client small, and two modules of it: see split/.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { without } from './split/binary.mjs';
import { FEATURES, split } from './split/split.mjs';
import { root, run } from './wasm.mjs';

const wasmOpt = join(root, 'platforms/web/node_modules/.bin/wasm-opt');
const features = FEATURES.map(name => `--enable-${name}`);

// The lowest kilobyte is the end of the stack, which is never reached.
const PASSES = ['--flatten', '--rereloop', '-Oz', '--gufa', '--merge-similar-functions', '-Os', '--low-memory-unused', '--always-inline-max-function-size=0', '--strip-target-features'];

/** What is left to do once a module is in two: most of it has been done. */
const AFTER = ['--remove-unused-module-elements', '--reorder-functions', '--reorder-locals', '--strip-debug'];

/** What only the linker's tools read, and stands in the wrong places after any other. */
const isForLinkers = name => name === 'linking' || name.startsWith('reloc.');

/** The small modules, `first` and `rest`, of what the linker and then wasm-bindgen wrote, in the folder `work`. */
export async function optimise(linked, bound, work) {
  const at = name => join(work, name);
  writeFileSync(at('plain.wasm'), without(readFileSync(bound), isForLinkers));
  run(wasmOpt, [...PASSES, ...features, '--debuginfo', at('plain.wasm'), '-o', at('whole.wasm')]);
  const callGraph = execFileSync(wasmOpt, [...features, '--print-call-graph', at('whole.wasm'), '-o', at('unused.wasm')], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const parts = split({ linked: readFileSync(linked), bound: readFileSync(at('plain.wasm')), whole: readFileSync(at('whole.wasm')), callGraph, isEntrance: name => name.includes('5views5later4draw') });
  const small = {};
  for (const [name, bytes] of Object.entries(parts)) {
    writeFileSync(at(`${name}.wasm`), bytes);
    run(wasmOpt, [...AFTER, ...features, at(`${name}.wasm`), '-o', at(`${name}-small.wasm`)]);
    small[name] = readFileSync(at(`${name}-small.wasm`));
  }
  return small;
}
