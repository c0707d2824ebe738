// The heart of the cache's work as a careful hand writes it in plain JavaScript for one
// list alone: no filters, pending changes, versions, events or disk. What the cache does
// beyond that is the difference; how quick the machine is, both have in common.

/** Runs in a page. µs by the name of the work. */
export function plain() {
  const FIRST = ['Café', 'Pizzeria', 'Hotel', 'Salon', 'Atelier', 'Bistro', 'Kauppa', 'Apteekki'];
  const LAST = ['Ekberg', 'Töölö', 'Central', 'Luna', 'Nova', 'Kallio', 'Aurora', 'Åbo', 'Rex'];
  const fold = text => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  const lead = n => {
    const name = `${FIRST[(n * 31 + 17) % 8]} ${LAST[(n * 31 + 34) % 9]} ${n % 977}`;
    return { id: `lead-${n}`, version: 1, name, key: fold(name), updated_at: 1_700_000_000_000 + n, stage: n % 6,
      category: 'cafe', address: { street: `Bulevardi ${n % 180}`, city: 'Helsinki', postcode: `00${n % 99}0`, country: 'FI' },
      lat: 60 + n / 1e5, lon: 24 + n / 1e5, phone: `+358 9 ${n}`, website: `https://www.lead-${n}.example/`, tags: [] };
  };
  const tie = (a, b) => a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  const orders = {
    'by name': (a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : tie(a, b),
    'newest first': (a, b) => b.updated_at - a.updated_at || tie(a, b),
  };
  const changed = (n, run) => {
    const old = lead(n), name = `${['A ', 'M ', 'Z '][run % 3]}${old.name}`;
    return { ...old, name, key: fold(name), version: 2 + run, updated_at: old.updated_at + 1_000_000 + run };
  };
  const median = (samples, repeats, run) => {
    const times = [];
    for (let sample = 0; sample < samples; sample++) {
      const start = performance.now();
      for (let repeat = 0; repeat < repeats; repeat++) run(sample * repeats + repeat);
      times.push((performance.now() - start) / repeats * 1000);
    }
    return times.sort((a, b) => a - b)[samples >> 1];
  };
  const place = (rows, lead, order) => {
    let from = 0, to = rows.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (order(rows[middle], lead) < 0) from = middle + 1; else to = middle;
    }
    return from;
  };
  const load = (count, order) => {
    const rows = Array.from({ length: count }, (_, n) => lead(n)).sort(order);
    return { rows, byId: new Map(rows.map(row => [row.id, row])) };
  };
  const figures = {};
  let told = 0;

  for (const [name, order] of Object.entries(orders)) {
    const { rows, byId } = load(100_000, order);
    const observed = new Map(rows.filter((_, n) => n % 2_000 === 0).map(row => [row.id, () => { told++; }]));
    const changes = Array.from({ length: 2_000 }, (_, run) => changed(run * 7_919 % 100_000, run));
    figures[`change 1 of 100,000, sorted ${name}, 50 rows observed`] = median(100, 20, run => {
      const now = changes[run], old = byId.get(now.id);
      rows.splice(place(rows, old, order), 1);
      rows.splice(place(rows, now, order), 0, now);
      byId.set(now.id, now);
      observed.get(now.id)?.();
    });
  }

  const queries = new Map(Array.from({ length: 10_000 }, (_, n) => [`businesses/detail/${n}`, { data: n, stale: false, tell: [] }]));
  const some = [...queries].slice(0, 1_100);
  some.slice(0, 100).forEach(([, query]) => query.tell.push(() => { told++; }));
  figures['invalidate a prefix over 1,000 inactive and 100 active'] = median(100, 5, () => {
    for (const [key, query] of some) {
      if (!key.startsWith('businesses/')) continue;
      query.stale = true;
      query.tell.forEach(tell => tell());
    }
  });
  const keys = [...queries.keys()];
  queries.forEach(query => { query.tell = [() => { told++; }]; });
  figures['set 1 of 10,000 detail keys with an observer each'] = median(200, 100, run => {
    const query = queries.get(keys[run * 7 % 10_000]);
    query.data = run + 20_000;
    query.tell.forEach(tell => tell());
  });

  for (const [name, order] of Object.entries(orders)) {
    const list = load(10_000, order);
    const batches = Array.from({ length: 50 }, (_, run) => Array.from({ length: 1_000 }, (_, n) =>
      changed((run * 1_000 + n) * 7_919 % 10_000, run * 1_000 + n)));
    figures[`apply 1,000 events to 10,000 leads, sorted ${name}, all move`] = median(50, 1, run => {
      const moved = batches[run].sort(order), ids = new Set(moved.map(row => row.id));
      const rows = [];
      let next = 0;
      for (const row of list.rows) {
        if (ids.has(row.id)) continue;
        while (next < moved.length && order(moved[next], row) < 0) rows.push(moved[next++]);
        rows.push(row);
      }
      list.rows = rows.concat(moved.slice(next));
      moved.forEach(row => list.byId.set(row.id, row));
    });
  }

  const text = JSON.stringify(Array.from({ length: 100_000 }, (_, n) => lead(n)));
  figures['hydrate 100,000 leads and their list'] = median(5, 1, () => {
    const rows = JSON.parse(text);
    told += new Map(rows.map(row => [row.id, row])).size;
  });
  return told > 0 ? figures : {};
}
