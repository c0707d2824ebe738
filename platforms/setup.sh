#!/usr/bin/env bash
# Installs what is missing, and says what and roughly how long.
#   setup.sh run    what `make run` needs: the wasm target, wasm-bindgen, the minifier
#   setup.sh dev    also dx, for `make dev` and bundles
#   setup.sh apps   also the desktop libraries
#   setup.sh test   all of it, and a browser
set -euo pipefail
cd "$(dirname "$0")/.."
stage=${1:-run}

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }
fail() { say "$*"; exit 1; }

apt() {
  have apt-get || fail "Please install: $*"
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  [ -n "${APT_UPDATED:-}" ] || { $sudo apt-get update -qq; APT_UPDATED=1; }
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

wasm_target() {
  local sysroot
  sysroot=$(rustc --print sysroot)
  [ -d "$sysroot/lib/rustlib/wasm32-unknown-unknown" ] && return
  [ -d /usr/lib/rustlib/wasm32-unknown-unknown/lib ] && RUSTUP_TOOLCHAIN=debian rustc -V >/dev/null 2>&1 && return
  say "Installing the wasm target with rustup (10 s) …"
  if rustup target add wasm32-unknown-unknown >/dev/null 2>&1; then return; fi
  say "rustup could not: building it from the distribution's Rust source (2 minutes) …"
  apt rustc-web cargo-web rust-web-src rust-web-llvm
  local build lib=/usr/lib/rustlib/wasm32-unknown-unknown/lib host
  build=$(mktemp -d)
  mkdir -p "$build/src"
  printf '[package]\nname = "std_only"\nversion = "0.0.0"\nedition = "2021"\n[lib]\n' > "$build/Cargo.toml"
  : > "$build/src/lib.rs"
  (cd "$build" && RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc RUSTFLAGS="-Cembed-bitcode=yes -Cdebuginfo=0" \
    /usr/bin/cargo build -q --release -Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test --target wasm32-unknown-unknown)
  mkdir -p "$lib"
  find "$build/target/wasm32-unknown-unknown/release/deps" -name '*.rlib' ! -name 'libstd_only*' -exec cp {} "$lib/" \;
  rm -rf "$build"
  host=$(rustc -vV | sed -n 's/^host: //p')
  mkdir -p "/usr/lib/rustlib/$host/bin"
  ln -sfn "$sysroot/lib/rustlib/$host/bin/rust-lld" "/usr/lib/rustlib/$host/bin/rust-lld"
  rustup toolchain link debian /usr
}

# $1 crate, $2 version, $3 how long, the rest: more for cargo install.
cargo_tool() {
  local crate=$1 version=$2 long=$3
  shift 3
  if have cargo-binstall && cargo binstall -y -q "$crate@$version" >/dev/null 2>&1; then return; fi
  say "Compiling $crate $version ($long) …"
  cargo install -q "$crate" --version "$version" "$@"
}

wasm_bindgen() {
  local version
  version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print }' Cargo.lock)
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ] && return
  cargo_tool wasm-bindgen-cli "$version" "1 minute"
}

# $1: a folder with a package.json.
npm_tools() {
  [ -f "$1/node_modules/.package-lock.json" ] && ! [ "$1/package.json" -nt "$1/node_modules/.package-lock.json" ] && return
  say "Installing the tools of $1 from npm (10 s) …"
  (cd "$1" && if [ -f package-lock.json ]; then npm ci --silent; else npm install --silent; fi)
  touch "$1/node_modules/.package-lock.json"
}

dx() {
  [ "$(command dx --version 2>/dev/null | cut -d' ' -f2)" = 0.7.10 ] && return
  cargo_tool dioxus-cli 0.7.10 "8 minutes" --locked --features no-downloads,disable-telemetry
}

desktop_libraries() {
  pkg-config --exists webkit2gtk-4.1 2>/dev/null && have Xvfb && return
  [ "$(uname)" = Linux ] || return 0
  say "Installing the desktop libraries (30 s) …"
  apt libwebkit2gtk-4.1-dev libgtk-3-dev libxdo-dev pkg-config xvfb xdotool imagemagick
}

browser() {
  have chromium && have sqlite3 && return
  say "Installing Chromium and sqlite3 (20 s) …"
  apt chromium sqlite3
}

# llvm-cov, of the LLVM that rustc was built with.
coverage_tools() {
  local host major
  host=$(rustc -vV | sed -n 's/^host: //p')
  major=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  [ -x "$(rustc --print sysroot)/lib/rustlib/$host/bin/llvm-cov" ] && return
  have "llvm-cov-$major" && return
  say "Installing the coverage tools (20 s) …"
  rustup component add llvm-tools >/dev/null 2>&1 || apt "llvm-$major"
}

have rustup || fail "Please install Rust first: https://rustup.rs"
have node || fail "Please install Node.js 20 or newer first: https://nodejs.org"
have cc || fail "Please install a C compiler first."

wasm_target
wasm_bindgen
npm_tools platforms/web
case $stage in
  run) ;;
  dev) dx ;;
  apps) desktop_libraries ;;
  test) desktop_libraries; browser; coverage_tools; npm_tools tests/browser ;;
  *) fail "setup.sh run|dev|apps|test" ;;
esac
