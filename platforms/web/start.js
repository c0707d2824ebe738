// Starts the client, then what the first screen did without, then what lets the next
// start do without a network.
import init, { __wbg_get_imports as ofThePage } from 'leadwire';
import { takePictures } from './picture.js';

/** How often a page that stays open asks for a newer build, in ms. */
const ASK_EVERY = 3_600_000;

/** How long the rest waits for the first screen, in ms, and how often it looks. */
const [WAIT, LOOK_EVERY] = [3_000, 50];

takePictures(BUILD);

// Where sockets are opened; without it, on the page's own thread.
try {
  self.leadwireLines = new Worker(LINES);
  self.leadwireLines.addEventListener('error', () => { self.leadwireLines = null; });
} catch {
  // A browser that lets no page have threads.
}

// The browser opens what it keeps for this site while the client is compiled.
self.indexedDB?.databases?.().catch(() => {});

// The client asks for the rest when it needs it: see src/platform/whole.rs.
let loading;
self.leadwireRest = () => loading ??= load().catch(error => {
  loading = undefined;
  throw error;
});

// `f` is what split/split.mjs calls the first part.
async function load() {
  const [answer, first] = await Promise.all([fetch(REST), starting]);
  await WebAssembly.instantiateStreaming(answer, { ...ofThePage(), f: first });
  delete self.leadwireRest;
}

const starting = init({ module_or_path: WASM });
const isFirst = /^\/leads\/?$/.test(location.pathname);
if (!isFirst) self.leadwireRest().catch(() => {});

starting.then(async () => {
  // What shows leads first goes first.
  const until = isFirst ? Date.now() + WAIT : 0;
  while (Date.now() < until && !document.querySelector('#main :is([data-id], form, [role=alert])')) await new Promise(done => setTimeout(done, LOOK_EVERY));
  await new Promise(done => (self.requestIdleCallback ?? setTimeout)(done));
  // The client asks again when it needs it.
  await self.leadwireRest?.().catch(() => {});
  try {
    // There is none on a page without https.
    const registration = await navigator.serviceWorker?.register('/sw.js', { updateViaCache: 'none' });
    let asked = Date.now();
    document.addEventListener('visibilitychange', () => {
      if (!registration || document.hidden || Date.now() - asked < ASK_EVERY) return;
      asked = Date.now();
      registration.update().catch(() => {});
    });
  } catch {
    // A browser that keeps nothing has the network.
  }
});
