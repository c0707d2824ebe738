// The service worker: the app's own files without a network, and never a mix of
// two builds. What is asked of the API passes it by.
//
// platforms/web/build.mjs fills in BUILD, FILES (paths and integrity of everything
// that the app is made of) and PAGES (the paths of src/route.rs).
const SHELL = `shell-${BUILD}`;
const IS_PAGE = new RegExp(`^(${PAGES.map(path => path.replace(/:\w+/g, '[^/]+')).join('|')})$`);

/** The pages whose path is always the same. */
const plain = PAGES.filter(path => !path.includes(':'));

addEventListener('install', event => {
  // Without waking the worker, where the browser can: to wake it takes longer than
  // to answer. A page with a query has no copy of its own, see `fetch` below.
  const fromShell = (pathname, more) => ({ condition: { urlPattern: { pathname, ...more.pattern }, ...more.condition }, source: { cacheName: SHELL } });
  event.addRoutes?.([
    { condition: { urlPattern: { pathname: '/api/*' } }, source: 'network' },
    ...FILES.filter(([path]) => path !== '/').map(([path]) => fromShell(path, {})),
    ...plain.map(path => fromShell(path, { pattern: { search: '' }, condition: { requestMode: 'navigate' } })),
  ])?.catch(() => {});
  event.waitUntil(fill());
});

async function fill() {
  const shell = await caches.open(SHELL);
  // The page has no hash in its name: its integrity tells another build's, which
  // is not taken. The others are in the browser's own cache already.
  await shell.addAll(FILES.map(([path, integrity]) => new Request(path, { integrity, cache: path === '/' ? 'no-cache' : 'default' })));
  const page = await shell.match('/');
  await Promise.all(plain.map(path => shell.put(path, page.clone())));
  await skipWaiting();
}

addEventListener('activate', event => event.waitUntil(sweep()));

/** Leaves the build before this one, for pages that are just loading it. */
async function sweep() {
  const others = (await caches.keys()).filter(name => name.startsWith('shell-') && name !== SHELL);
  await Promise.all(others.slice(0, -1).map(name => caches.delete(name)));
}

addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') {
    if (IS_PAGE.test(pathname)) event.respondWith(kept('/', { cacheName: SHELL }, request));
  } else if (pathname.startsWith('/assets/')) {
    event.respondWith(kept(request, { ignoreVary: true }, request));
  }
});

async function kept(key, options, request) {
  return await caches.match(key, options) ?? fetch(request);
}
