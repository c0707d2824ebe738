// Runs the Rust tests and prints how much of src they reached, outside the
// screens (views/ and components/ are looked at by the browser tests).
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const profiles = join(root, 'target/coverage');
const env = {
  ...process.env,
  RUSTC_WORKSPACE_WRAPPER: join(root, 'platforms/coverage/rustc.sh'),
  LLVM_PROFILE_FILE: join(profiles, 'leadwire-%m%c.profraw'),
};

rmSync(profiles, { recursive: true, force: true });
mkdirSync(profiles, { recursive: true });
report(test());

/** Builds and runs the tests; the programs that they were made of. */
function test() {
  const cargo = ['test', '--locked', '--quiet', '--no-default-features', '--features', 'server,desktop'];
  const built = spawnSync('cargo', [...cargo, '--no-run', '--message-format=json-render-diagnostics'], {
    cwd: root, env, encoding: 'utf8', stdio: ['inherit', 'pipe', 'inherit'], maxBuffer: 1 << 28,
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
  const ran = spawnSync('cargo', cargo, { cwd: root, env, stdio: 'inherit' });
  if (ran.status !== 0) process.exit(ran.status ?? 1);
  return built.stdout.split('\n').filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line).executable).filter(Boolean);
}

/** Lines reached by folder of src, and in all. */
function report(objects) {
  const [profdata, cov] = ['llvm-profdata', 'llvm-cov'].map(tool);
  const merged = join(profiles, 'all.profdata');
  const raw = readdirSync(profiles).filter(name => name.endsWith('.profraw')).map(name => join(profiles, name));
  execFileSync(profdata, ['merge', '-sparse', '--failure-mode=all', ...raw, '-o', merged], { stdio: ['ignore', 'ignore', 'inherit'] });
  const json = execFileSync(cov, ['export', '--summary-only', `--instr-profile=${merged}`,
    ...objects.flatMap(path => ['--object', path]).slice(1), '--sources', join(root, 'src')], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const src = join(root, 'src/');
  const folders = new Map();
  for (const { filename, summary } of JSON.parse(json).data[0].files) {
    const path = filename.slice(src.length);
    if (/^(views|components)\//.test(path) || /(^|\/)(tests|testing)(\.rs|\/)/.test(path)) continue;
    for (const name of [path.split('/').slice(0, -1).slice(0, path.startsWith('server/') ? 2 : 1).join('/') || 'src', 'all']) {
      const sum = folders.get(name) ?? { covered: 0, count: 0 };
      sum.covered += summary.lines.covered;
      sum.count += summary.lines.count;
      folders.set(name, sum);
    }
    if (process.env.LEADWIRE_COVERAGE === 'files') print(path, summary.lines);
  }
  console.log('\nLines that the Rust tests reached (src without views/ and components/):');
  for (const [name, sum] of [...folders].filter(([name]) => name !== 'all').sort()) print(name, sum);
  print('all', folders.get('all'));
}

function print(name, { covered, count }) {
  console.log(`  ${name.padEnd(28)} ${(100 * covered / count).toFixed(1).padStart(5)} %  of ${count}`);
}

/** Of rustup's llvm-tools, else of the distribution: the same LLVM that rustc was built with. */
function tool(name) {
  const rustc = execFileSync('rustc', ['-vV'], { encoding: 'utf8' });
  const sysroot = execFileSync('rustc', ['--print', 'sysroot'], { encoding: 'utf8' }).trim();
  const own = join(sysroot, 'lib/rustlib', rustc.match(/^host: (.*)$/m)[1], 'bin', name);
  return existsSync(own) ? own : `${name}-${rustc.match(/^LLVM version: (\d+)/m)[1]}`;
}
