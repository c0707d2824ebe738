// Shows that the simulation can fail: builds a copy in which each rule can be broken on
// purpose, runs worlds until one goes wrong, and tells which. `node broken.mjs [rule …]`
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const copy = join(root, 'target/broken');
const SEEDS = process.env.SEEDS ?? '5000';
const PROFILE = process.env.PROFILE ?? 'serve';

/** Each rule, and how it is broken: texts that stand once in a file, and what stands there instead. */
const RULES = {
  'resume': ['a client goes on from the position that it has',
    ['src/live/talk.rs',
      'tally.greet(seq)',
      'if crate::is_broken("resume") { (seq, *tally.position.insert(seq)) } else { tally.greet(seq) }'],
  ],
  'dedupe': ['an event is taken once, by its seq',
    ['src/live/tally.rs',
      'self.position.is_some_and(|position| seq <= position)',
      '!crate::is_broken("dedupe") && self.position.is_some_and(|position| seq <= position)'],
  ],
  'freshness': ['an older version never replaces a newer one',
    ['src/query/entities/mod.rs',
      '.is_some_and(|known| known >= business.version)',
      '.is_some_and(|known| known >= business.version && (known == business.version || !crate::is_broken("freshness")))'],
  ],
  'idempotency': ['a change that is sent again is not made again',
    ['src/server/api/idempotency.rs',
      '"SELECT user_id, request_hash, status, answer FROM idempotency WHERE key = ?",',
      'if crate::is_broken("idempotency") { "SELECT user_id, request_hash, status, answer FROM idempotency WHERE key = ? AND at < 0" } else { "SELECT user_id, request_hash, status, answer FROM idempotency WHERE key = ?" },'],
  ],
  'persist': ['a change is on disk before it is on the screen',
    ['src/outbox/admit.rs',
      'self.write(writes, move |outbox| {\n            outbox.announce_kept(new',
      'let then = move |outbox: &Self| {\n            outbox.announce_kept(new'],
    ['src/outbox/admit.rs',
      'let _ = told.send(());\n        });',
      'let _ = told.send(());\n        };\n        if crate::is_broken("persist") { self.write(writes, |_| {}); then(self); } else { self.write(writes, then); }'],
  ],
  'kept': ['what is kept of the cache and the position that it reflects are kept together',
    ['src/store/cache/mod.rs',
      'self.store.write(writes).await?;\n        Ok(parts)',
      'if crate::is_broken("kept") { if let Some(head) = writes.pop() { self.store.write(vec![head]).await?; } }\n        self.store.write(writes).await?;\n        Ok(parts)'],
  ],
  'reset': ['what the server can no longer tell is asked for again',
    ['src/live/context.rs',
      'self.client.invalidate_all();\n        self.client.skip_to(seq);',
      'if !crate::is_broken("reset") { self.client.invalidate_all(); self.client.skip_to(seq); }'],
  ],
  'epoch': ['what another database said is forgotten',
    ['src/live/context.rs',
      'if !same {',
      'if !same && !crate::is_broken("epoch") {'],
  ],
  'unsure': ['a lead of which events were missed is not relied on',
    ['src/query/entities/unsure.rs',
      'self.unsure.slots.contains(&slot)',
      '!crate::is_broken("unsure") && self.unsure.slots.contains(&slot)'],
  ],
  'first': ['what was told before events could be heard is not relied on',
    ['src/query/entities/unsure.rs',
      'if !self.heard.has_begun() &&',
      'if !crate::is_broken("first") && !self.heard.has_begun() &&'],
  ],
  'stream': ['a stream is taken up after its last message',
    ['src/live/feed.rs',
      'open(last.clone()).fuse()',
      'open(last.clone().filter(|_| !crate::is_broken("stream"))).fuse()'],
  ],
  'silence': ['a stream that fell silent is opened again',
    ['src/live/feed.rs',
      '() = silence() => None,',
      '() = silence() => if crate::is_broken("silence") { continue } else { None },'],
  ],
  'once': ['what a stream tells is in its list once',
    ['src/live/feed.rs',
      'if list.get(at).is_some_and(|known| id(known) == new) {',
      'if !crate::is_broken("once") && list.get(at).is_some_and(|known| id(known) == new) {'],
  ],
  'bulk': ['a change of all that match says which it could not be made to',
    ['src/server/db/businesses/bulk.rs',
      'Err(code) => skip(answer, before.business.id, code),',
      'Err(_) if crate::is_broken("bulk") => {}\n                Err(code) => skip(answer, before.business.id, code),'],
  ],
  'many': ['whoever changes several leads hears of those that were refused',
    ['src/outbox/receipt.rs',
      'Err(failure) => ended.refused.push(failure),',
      'Err(_) if crate::is_broken("many") => {}\n                    Err(failure) => ended.refused.push(failure),'],
  ],
};

rmSync(copy, { recursive: true, force: true });
mkdirSync(copy, { recursive: true });
for (const name of ['Cargo.toml', 'Cargo.lock', 'src', 'tests', 'benches', 'assets', 'platforms/desktop', 'index.html']) {
  cpSync(join(root, name), join(copy, name), { recursive: true, filter: path => !path.includes('node_modules') });
}
for (const [rule, [, ...edits]] of Object.entries(RULES)) {
  for (const [file, find, replace] of edits) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(find).length !== 2) fail(`${rule}: ${file} does not have this once:\n${find}`);
    writeFileSync(path, text.replace(find, () => replace));
  }
}
appendFileSync(join(copy, 'src/lib.rs'), `
/// Whether a rule is broken on purpose.
pub fn is_broken(rule: &str) -> bool {
    std::env::var_os("BROKEN").is_some_and(|broken| broken == *rule)
}
`);
const built = spawnSync('cargo', ['test', '--locked', '--profile', PROFILE, '--no-run', '--message-format', 'json',
  '--target-dir', join(root, 'target'), '--no-default-features', '--features', 'server,desktop', '--test', 'simulation'],
  { cwd: copy, encoding: 'utf8', maxBuffer: 1 << 28 });
// The programs of the package are built beside it.
const made = built.stdout.split('\n').filter(line => line.includes('"executable":"')).map(line => JSON.parse(line)).filter(({ target }) => target.name === 'simulation');
if (built.status !== 0 || made.length !== 1) fail(`it does not build\n${built.stderr}`);
const wanted = process.argv.slice(2);
let missed = 0;
for (const [rule, [meaning]] of Object.entries(RULES)) {
  if (wanted.length > 0 && !wanted.includes(rule)) continue;
  const env = { ...process.env, SEEDS, SHRINK: 'no', BROKEN: rule };
  const ran = spawnSync(made[0].executable, { cwd: copy, encoding: 'utf8', env });
  const found = /^seed (\d+): (.*)$/m.exec(ran.stdout);
  if (!found) missed += 1;
  console.log(found
    ? `${rule} (${meaning}): caught by world ${found[1]}\n  ${found[2].slice(0, 160)}`
    : `${rule} (${meaning}): NOT CAUGHT within ${SEEDS} worlds`);
}
rmSync(copy, { recursive: true, force: true });
process.exit(missed > 0 ? 1 : 0);

function fail(why) {
  console.error(why);
  process.exit(2);
}
