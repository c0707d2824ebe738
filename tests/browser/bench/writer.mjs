// A process that changes leads at a steady pace, so that the measuring one has
// its thread to itself. Told of each run by a message, tells when it is done.
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

const patch = (url, token, { id, version }, phone) => new Promise((done, fail) => {
  const body = JSON.stringify({ base_version: version, phone });
  const sent = request(`${url}/api/v1/businesses/${id}`, {
    agent, method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'idempotency-key': crypto.randomUUID() },
  }, answer => {
    let text = '';
    answer.setEncoding('utf8').on('data', data => { text += data; }).on('end', () => answer.statusCode === 200 ? done(JSON.parse(text).version) : fail(new Error(text)));
  });
  sent.on('error', fail);
  sent.end(body);
});

process.on('message', async ({ url, token, leads, first, perSecond, seconds }) => {
  const busy = leads.map(() => Promise.resolve());
  const start = performance.now();
  const total = perSecond * seconds;
  let sent = 0;
  const all = [];
  while (sent < total) {
    const due = Math.min(total, Math.floor((performance.now() - start) * perSecond / 1000));
    for (; sent < due; sent++) {
      const at = sent % leads.length;
      const phone = `+358 ${String(first + sent).padStart(9, '0')}`;
      // The changes of a lead one after the other, those of several at once.
      busy[at] = busy[at].then(async () => { leads[at].version = await patch(url, token, leads[at], phone); });
      all.push(busy[at]);
    }
    await new Promise(done => setTimeout(done, 2));
  }
  await Promise.all(all);
  process.send({ took: performance.now() - start, leads });
});
