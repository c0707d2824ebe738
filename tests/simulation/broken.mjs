// Shows that the simulation can fail: builds a copy with one rule broken on purpose,
// runs worlds until one goes wrong, and tells which. `node broken.mjs [rule …]`
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const copy = join(root, 'target/broken');
const SEEDS = process.env.SEEDS ?? '5000';

/** Each rule, and how it is broken: texts that stand once in a file, and what stands there instead. */
const RULES = {
  'resume: a client goes on from the position that it has': [
    ['src/live/drive.rs',
      '.with_tally(|tally| *tally.position.get_or_insert(seq))',
      '.with_tally(|tally| *tally.position.insert(seq))'],
  ],
  'dedupe: an event is taken once, by its seq': [
    ['src/live/tally.rs',
      'self.position.is_some_and(|position| seq <= position)',
      'self.position.is_some_and(|position| seq < 0 && seq <= position)'],
  ],
  'freshness: an older version never replaces a newer one': [
    ['src/query/entities/mod.rs',
      '.is_some_and(|known| known >= business.version)',
      '.is_some_and(|known| known == business.version)'],
  ],
  'idempotency: a change that is sent again is not made again': [
    ['src/server/api/idempotency.rs',
      '"SELECT user_id, request_hash, status, answer FROM idempotency WHERE key = ?"',
      '"SELECT user_id, request_hash, status, answer FROM idempotency WHERE key = ? AND at < 0"'],
  ],
  'persist first: a change is on disk before it is on the screen': [
    ['src/outbox/admit.rs',
      'self.journal.write(writes, move || {\n            if outbox.turn() != turn {',
      'self.journal.write(writes, || {});\n        let then = move || {\n            if outbox.turn() != turn {'],
    ['src/outbox/admit.rs',
      'let _ = told.send(());\n        });',
      'let _ = told.send(());\n        };\n        then();'],
  ],
};

const wanted = process.argv.slice(2);
let missed = 0;
for (const [rule, edits] of Object.entries(RULES)) {
  if (wanted.length > 0 && !wanted.some(name => rule.startsWith(name))) continue;
  const { seed, wrong } = run(rule, edits);
  if (seed === undefined) missed += 1;
  console.log(seed === undefined ? `NOT CAUGHT within ${SEEDS} worlds  ${rule}` : `caught by world ${seed}  ${rule}\n  ${wrong}`);
}
rmSync(copy, { recursive: true, force: true });
process.exit(missed > 0 ? 1 : 0);

/** Builds and runs the copy with a rule broken; the first world that went wrong, and how. */
function run(rule, edits) {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const name of ['Cargo.toml', 'Cargo.lock', 'src', 'tests', 'benches', 'assets', 'platforms/desktop', 'index.html']) {
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: path => !path.includes('node_modules') });
  }
  for (const [file, find, replace] of edits) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(find).length !== 2) {
      console.error(`${rule}: ${file} does not have this once:\n${find}`);
      process.exit(2);
    }
    writeFileSync(path, text.replace(find, () => replace));
  }
  const cargo = ['test', '--locked', '--quiet', '--target-dir', join(root, 'target'),
    '--no-default-features', '--features', 'server,desktop', '--test', 'simulation'];
  const built = spawnSync('cargo', [...cargo, '--no-run'], { cwd: copy, encoding: 'utf8' });
  if (built.status !== 0) {
    console.error(`${rule}: does not build\n${built.stderr}`);
    process.exit(2);
  }
  const ran = spawnSync('cargo', cargo, { cwd: copy, encoding: 'utf8', env: { ...process.env, SEEDS, SHRINK: 'no' } });
  const found = /^seed (\d+): (.*)$/m.exec(ran.stdout);
  return found ? { seed: Number(found[1]), wrong: found[2].slice(0, 160) } : {};
}
