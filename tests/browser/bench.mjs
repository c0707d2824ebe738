// The speed of the client in a real browser, one figure after the other.
await import('./bench/visit.mjs');
await import('./bench/live.mjs');
await import('./bench/flood.mjs');
await import('./bench/long.mjs');
