// A picture of the table as it was last kept on this device. The next start shows it
// until the client, which takes longer to be compiled than the page to be drawn, draws
// the same from what is kept.
//
// So that it is right, it is thrown away as soon as something else is kept, and only
// shown to the same person, at the same address, in the same width, by the same build;
// signing out takes it away. What ages by itself, and the connection, is left out.
// Nothing in it can be used: it is `inert`, and says that the app is loading.

const KEY = 'leadwire.picture';

/** How long nothing else is kept before a picture is taken, in ms: while much changes, none is. */
const QUIET = 2_000;

const main = document.getElementById('main');
let timer;

/** Takes pictures from now on, and gives way to the client once that draws. */
export function takePictures(build) {
  giveWay(document.getElementById('first'));
  document.addEventListener('leadwire-kept', () => {
    forget();
    clearTimeout(timer);
    if (document.hidden) take(build);
    else timer = setTimeout(() => (self.requestIdleCallback ?? setTimeout)(() => take(build)), QUIET);
  });
  document.addEventListener('visibilitychange', () => { if (document.hidden) take(build); });
}

/** Takes what the page showed first away when the client draws something, in the same frame. */
function giveWay(first) {
  const isPicture = first.classList.contains('picture');
  const watching = new MutationObserver(() => {
    if (!main.firstChild || isPicture && main.querySelector('.gate[aria-busy]:not(:has([role=alert]))')) return;
    watching.disconnect();
    first.remove();
  });
  watching.observe(main, { childList: true, subtree: true });
}

function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing.
  }
}

function take(build) {
  const shell = main.querySelector('.shell');
  const table = shell?.querySelector('.table');
  // Only what the next start begins with: the table from its top, as its address has it.
  if (!table?.querySelector('.lead-row[data-id]') || table.scrollTop > 0 || table.querySelector('.blank, [aria-selected=true]') || shell.querySelector('[type=search]')?.value) return;
  const picture = shell.cloneNode(true);
  const chosen = shell.querySelectorAll('option');
  picture.querySelectorAll('option').forEach((option, i) => option.toggleAttribute('selected', chosen[i].selected));
  for (const old of picture.querySelectorAll('time, .connection')) old.style.visibility = 'hidden';
  for (const name of ['id', 'inert', 'data-testid', 'data-state', 'data-here']) {
    for (const element of [picture, ...picture.querySelectorAll(`[${name}]`)]) element.removeAttribute(name);
  }
  try {
    const { user: { id: user } } = JSON.parse(localStorage.getItem('leadwire.user'));
    const { pathname, search } = location;
    localStorage.setItem(KEY, JSON.stringify({ build, user, path: pathname + search, width: innerWidth, html: picture.outerHTML }));
  } catch {
    // Nobody is signed in, or there is no room: the next start is a little later.
  }
}
