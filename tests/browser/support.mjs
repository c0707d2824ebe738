// A real server on loopback with a database of its own, and real browsers.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const extract = process.env.LEADWIRE_TEST_PBF ?? join(root, '../shared/data/osm/helsinki.osm.pbf');
const binary = process.env.LEADWIRE_SERVER ?? join(root, 'target/serve/leadwire-server');
const json = { 'content-type': 'application/json' };
const password = 'correct horse battery';

/** A server in a folder of its own; killed, it can be started again on the same port and data. */
export class Server {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'leadwire-'));
    this.addr = '127.0.0.1:0';
    this.env = {
      LEADWIRE_WEB: join(root, 'dist/web'), ...process.env, LEADWIRE_LOG: 'error',
      LEADWIRE_DATABASE_URL: `sqlite://${join(this.folder, 'leadwire.db')}`, LEADWIRE_UPLOADS: join(this.folder, 'uploads'),
      LEADWIRE_ADMIN_EMAIL: 'ada@example.com', LEADWIRE_ADMIN_PASSWORD: password, LEADWIRE_PASSWORD: password,
    };
  }

  /** With other settings, by the names of their variables. */
  static async start(settings = {}) {
    const server = new Server();
    Object.assign(server.env, settings);
    await server.up();
    await server.run('user', 'add', 'grace@example.com', '--name', 'Grace', '--role', 'office');
    return server;
  }

  async up() {
    this.process = spawn(binary, ['serve'], { cwd: this.folder, env: { ...this.env, LEADWIRE_ADDR: this.addr }, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: this.process.stdout })) {
      const found = line.match(/http:\/\/(\S+)/);
      if (found) {
        this.addr = found[1];
        this.url = `http://${found[1]}`;
        this.process.stdout.resume();
        return;
      }
    }
    throw new Error('the server did not start');
  }

  /** SIGKILL: no goodbye, no clean-up. */
  async kill() {
    const gone = new Promise(done => this.process.once('exit', done));
    this.process.kill('SIGKILL');
    await gone;
  }

  run(...args) {
    return new Promise((done, fail) => {
      const command = spawn(binary, args, { cwd: this.folder, env: this.env });
      let output = '';
      command.stdout.on('data', data => { output += data; });
      command.stderr.on('data', data => { output += data; });
      command.once('exit', code => code === 0 ? done(output) : fail(new Error(`${args.join(' ')}: ${output}`)));
    });
  }

  /** A session's token, as an app has it. */
  async token(email = 'ada@example.com') {
    const body = JSON.stringify({ email, password, client: 'app' });
    const answer = await fetch(`${this.url}/api/v1/session`, { method: 'POST', headers: json, body });
    return (await answer.json()).token;
  }

  /** The API as a program uses it. */
  async api(email) {
    const token = await this.token(email);
    return async (method, path, body) => {
      const response = await fetch(`${this.url}/api/v1${path}`, {
        method, headers: { ...json, authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() }, body: body && JSON.stringify(body),
      });
      const data = await response.json();
      if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(data)}`);
      return data;
    };
  }

  /** The position of its newest event. */
  async newest() {
    const response = await fetch(`${this.url}/api/v1/stats`, { headers: { authorization: `Bearer ${await this.token()}` } });
    return Number(response.headers.get('leadwire-seq'));
  }

  async stop() {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const launch = {
  executablePath: process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};

export const browser = () => chromium.launch(launch);

/** A browser whose storage is in a folder, and outlives it. */
export const keep = folder => chromium.launchPersistentContext(folder, { ...launch, viewport: { width: 1440, height: 900 } });

/** A page of somebody's own, signed in, its errors collected. */
export async function signIn(browser, server, email, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', error => page.faults.push(String(error)));
  page.on('console', message => { if (message.type() === 'error') page.faults.push(message.text()); });
  await page.goto(server.url);
  await enter(page, email);
  return page;
}

/** Signs in on the page that asks for it. */
export async function enter(page, email) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await live(page);
}

/** Waits until as many changes wait to be sent. */
export const waiting = (page, count) => page.getByTestId('connection').filter({ hasText: count ? `${count} change` : /^(Live|Connecting|Reconnecting|Offline)$/ }).first().waitFor({ state: 'attached' });

/** Waits until the app is kept for a start without a network. */
export const kept = page => page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated' ||
  new Promise(done => active.addEventListener('statechange', done, { once: true }))));

/** Waits until events come live. */
export const live = page => page.locator('[data-testid=connection][data-state=connected]').first().waitFor({ state: 'attached' });

/** Waits until a counter of the dashboard shows a number. */
export const counter = (page, name, text) => page.locator(`[data-testid="count-${name}"]`, { hasText: new RegExp(`^${text}$`) }).waitFor();

/** The number of an element of the root, such as how many events were applied. */
export const rootNumber = (page, name) => page.evaluate(name => Number(document.documentElement.dataset[name]), name);

/** Waits until a page says that it has taken every event; resolves to the position, and how many it applied. It says so a little after it shows them. */
export async function caughtUp(page, server) {
  const seq = await server.newest();
  await page.waitForFunction(seq => Number(document.documentElement.dataset.seq) === seq, seq);
  return { seq, applied: await rootNumber(page, 'applied') };
}
