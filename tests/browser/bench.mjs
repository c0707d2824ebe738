// The speed of the client in a real browser, one figure after the other.
await import('./bench/live.mjs');
await import('./bench/long.mjs');
