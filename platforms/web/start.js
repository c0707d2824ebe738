// Starts the client, then what lets the next start do without a network.
import init from 'leadwire';
import { takePictures } from './picture.js';

/** How often a page that stays open asks for a newer build, in ms. */
const ASK_EVERY = 3_600_000;

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

init({ module_or_path: WASM }).then(() => (self.requestIdleCallback ?? setTimeout)(async () => {
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
}));
