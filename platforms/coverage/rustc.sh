#!/usr/bin/env bash
# RUSTC_WORKSPACE_WRAPPER of `make test-rust`: counts the lines of this package
# alone; what it depends on stays as it is built for everything else.
# The counters live in a mapped file, so that a process killed on purpose keeps
# them. (bash, as dash would drop variables such as CARGO_BIN_EXE_leadwire-server.)
exec "$@" -Cinstrument-coverage -Cllvm-args=-runtime-counter-relocation
