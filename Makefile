.DEFAULT_GOAL := help
.PHONY: help run dev desktop mobile web server test lint sim sim-broken test-rust test-browser bench soak release
SHELL := bash

LEADWIRE_ADDR ?= 127.0.0.1:8080
LEADWIRE_DATABASE_URL ?= sqlite://data/leadwire.db
export LEADWIRE_ADDR LEADWIRE_DATABASE_URL

help: ## What can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-13s %s\n", $$1, $$2 }'

run: ## Install what is missing, build, and start Leadwire
	@platforms/setup.sh run
	@$(MAKE) --no-print-directory -j2 web server
	@exec target/serve/leadwire-server serve

web:
	@node platforms/web/build.mjs

server:
	@cargo build --locked --quiet --profile serve --no-default-features --features server --bin leadwire-server

dev: ## Work on it: hot reload at the address that dx prints, API behind it
	@platforms/setup.sh dev
	@$(MAKE) --no-print-directory server
	@trap 'kill 0' EXIT; target/serve/leadwire-server serve & \
	 export NO_DOWNLOADS=1 PATH="$$PWD/platforms/web/node_modules/.bin:$$PATH"; \
	 [ -d "$$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ] || export RUSTUP_TOOLCHAIN=debian; \
	 dx serve

desktop: ## Start the desktop app
	@platforms/setup.sh apps
	cargo run --locked --release --no-default-features --features desktop --bin leadwire

mobile: ## Start the mobile app in a window of a phone's size
	@platforms/setup.sh apps
	cargo run --locked --release --no-default-features --features mobile --bin leadwire

test: ## Everything that CI runs
	@platforms/setup.sh test
	@$(MAKE) --no-print-directory lint test-rust test-browser

lint: ## Format and clippy; warnings are errors
	cargo fmt --check
	cargo clippy --locked --quiet --all-targets --no-default-features --features server,desktop -- -D warnings
	cargo clippy --locked --quiet --lib --bins --no-default-features --features mobile -- -D warnings
	cargo clippy --locked --quiet --lib --bins --no-default-features --features web -- -D warnings

sim: ## Worlds in trouble: SEEDS=100000 of them (FROM=1, JOBS=n), or SEED=n again
	@SEEDS=$${SEEDS:-10000} cargo test --locked --quiet --profile serve --no-default-features --features server,desktop --test simulation

sim-broken: ## Break the rules of sync one by one: within how many worlds is each seen?
	@node tests/simulation/broken.mjs

test-rust: ## Unit, component and server tests, and how much of the code they reach
	@node platforms/coverage/run.mjs

test-browser: export LEADWIRE_BUDGET = strict
test-browser: web server ## Two real browsers against a real server
	@node tests/browser/stores/build.mjs
	cd tests/browser && node --test --test-timeout=300000

bench: ## Speed, as ratios where possible
	@platforms/setup.sh test
	node tests/browser/bench/cache.mjs
	cargo bench --locked --no-default-features --features server --bench server
	cargo bench --locked --no-default-features --features server --bench fanout
	cargo bench --locked --no-default-features --features server --bench scrape
	cargo bench --locked --no-default-features --features server --bench dedupe
	cargo bench --locked --no-default-features --features server --bench import
	cargo bench --locked --no-default-features --features server --bench enrich
	cargo bench --locked --no-default-features --features server,desktop --bench outbox
	@$(MAKE) --no-print-directory -j2 web server
	cd tests/browser && node bench.mjs

soak: ## A long day in one app: every screen over and over, a million events; what stays in memory
	@platforms/setup.sh test
	cargo bench --locked --no-default-features --features server,desktop --bench soak

release: ## One server binary with the web client inside: target/release/leadwire-server
	@platforms/setup.sh run
	@$(MAKE) --no-print-directory web
	cargo build --locked --release --no-default-features --features server,embed --bin leadwire-server
