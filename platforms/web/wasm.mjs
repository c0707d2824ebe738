// Compiles for the browser, with whichever compiler can.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

// make's tokens for jobs do not reach through node, and rustc complains of that.
delete process.env.MAKEFLAGS;
delete process.env.MFLAGS;
const target = join(root, 'target/wasm');
const env = { ...process.env, CARGO_TARGET_DIR: target };
export const run = (command, args) => execFileSync(command, args, { cwd: root, stdio: 'inherit', env });

/** Compiles one of the binaries, and makes modules of it in a folder; answers where the linker left it. */
export function compile(bin, { profile, features, flags = [], link = [], bindgen = [], out }) {
  // rustup's own toolchain if it has the target, else the one that platforms/setup.sh made.
  const sysroot = execFileSync('rustc', ['--print', 'sysroot'], { encoding: 'utf8' }).trim();
  if (!existsSync(join(sysroot, 'lib/rustlib/wasm32-unknown-unknown'))) env.RUSTUP_TOOLCHAIN = 'debian';
  env.CARGO_ENCODED_RUSTFLAGS = flags.join('\x1f');
  run('cargo', ['rustc', '--locked', '--quiet', '--profile', profile, '--target', 'wasm32-unknown-unknown',
    '--no-default-features', '--features', features, '--bin', bin, '--', ...link.map(flag => `-Clink-arg=${flag}`)]);
  const linked = join(target, 'wasm32-unknown-unknown', profile === 'dev' ? 'debug' : profile, `${bin}.wasm`);
  run('wasm-bindgen', ['--target', 'web', '--no-typescript', ...bindgen, '--out-dir', out, linked]);
  return linked;
}
