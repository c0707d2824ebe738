// From the answer to a change in one page to what another person's page shows,
// beside a page of plain JavaScript that does nothing but hear the same socket.
import { Server, browser, live, signIn } from '../support.mjs';
import { quantile, spread, tell, tellBeside, tellMachine } from './figures.mjs';

const CHANGES = 200;
/** Between changes on a quiet page, in ms: several frames. */
const QUIET = 100;

/** Notes when each text first shows anywhere under an element. */
const watch = selector => {
  window.seen = {};
  const look = () => {
    for (const [text] of document.querySelector(selector).textContent.matchAll(/\+358 \d{9}/g)) window.seen[text] ??= performance.timeOrigin + performance.now();
  };
  new MutationObserver(look).observe(document.querySelector(selector), { subtree: true, childList: true, characterData: true });
};

/** A page that writes the phone of each event into its body, and nothing else. */
const listen = () => new Promise((ready, fail) => {
  document.body.textContent = '';
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/api/v1/ws`);
  const show = event => { if (event.payload?.phone) document.body.textContent = event.payload.phone; };
  socket.onopen = () => socket.send(JSON.stringify({ type: 'subscribe', topics: ['businesses'] }));
  socket.onerror = () => fail(new Error('no socket'));
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === 'subscribed') ready();
    if (message.type === 'event') show(message);
    if (message.type === 'batch') message.events.forEach(show);
  };
});

/** Changes a lead `count` times; when each change was sent and answered. */
const change = async ({ id, version, first, count, pause }) => {
  const times = [];
  for (let i = 0; i < count; i++) {
    const phone = `+358 ${String(first + i).padStart(9, '0')}`;
    const sent = performance.timeOrigin + performance.now();
    const response = await fetch(`/api/v1/businesses/${id}`, {
      method: 'PATCH', body: JSON.stringify({ base_version: version, phone }),
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    });
    const answered = performance.timeOrigin + performance.now();
    const data = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(data));
    version = data.version;
    times.push({ phone, sent, answered });
    await new Promise(done => setTimeout(done, pause));
  }
  return { times, version };
};

const server = await Server.start();
const chromium = await browser();
try {
  const ada = await signIn(chromium, server, 'ada@example.com');
  const [grace, plain] = [await signIn(chromium, server, 'grace@example.com'), await signIn(chromium, server, 'grace@example.com')];
  const api = await server.api();
  const lead = await api('POST', '/businesses', { name: 'Bakery Ada', phone: '+358 1' });
  await grace.goto(`${server.url}/leads`);
  await live(grace);
  await grace.locator('.lead-row[data-id]', { hasText: '+358 1' }).waitFor();
  await plain.goto(`${server.url}/healthz`);
  await plain.evaluate(listen);
  await grace.evaluate(watch, '[data-testid=grid]');
  await plain.evaluate(watch, 'body');

  tellMachine();
  let { version } = lead;
  for (const [what, first, pause] of [['a quiet page', 1_000, QUIET], ['changes as fast as they are answered', 2_000, 0]]) {
    const run = await ada.evaluate(change, { id: lead.id, version, first, count: CHANGES, pause });
    version = run.version;
    const last = run.times.at(-1).phone;
    for (const page of [grace, plain]) await page.waitForFunction(last => window.seen[last], last);
    const p99 = {};
    for (const [name, page] of [['Leadwire', grace], ['plain JavaScript', plain]]) {
      const seen = await page.evaluate(() => window.seen);
      // In a burst a page may go from one text to the next but one: then the change
      // showed when something newer did.
      let shown = Infinity;
      const waits = run.times.toReversed().map(({ phone, answered, sent }) => {
        shown = Math.min(shown, seen[phone] ?? shown);
        return { answered: shown - answered, sent: shown - sent };
      });
      const beside = name === 'Leadwire' && pause > 0;
      (beside ? tellBeside : tell)(`${what}: answer to ${name}'s DOM`, spread(waits.map(wait => wait.answered)), 'p50 3.0  p99 6.3', 'p50 2  p99 5');
      tell(`${what}: sending to ${name}'s DOM`, spread(waits.map(wait => wait.sent)));
      p99[name] = quantile(waits.map(wait => wait.sent), 0.99);
    }
    tell(`${what}: Leadwire / plain JavaScript, p99 from sending`, (p99.Leadwire / p99['plain JavaScript']).toFixed(2));
  }
  tellMachine();
} finally {
  await chromium.close();
  await server.stop();
}
