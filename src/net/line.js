// The browser's socket. A browser hands a page each frame in pieces of a kilobyte, one
// task each, which in a storm of events costs the page as much as all that it does with
// them: so they come in on a thread of their own, where there is one, and the page is
// given whole frames. See platforms/web/lines.js.

/**
 * Opens a socket on this thread. `tell` is given frames, each as UTF-8, and in the end
 * the close code (RFC 6455, 7.4). What it gives back sends a text, holds frames back
 * (`true`) until it no longer does (`false`, which is told after what was held), or
 * closes (`null`): then nothing is told any more.
 */
export function line(address, tell) {
  const socket = new WebSocket(address);
  const encoder = new TextEncoder();
  const early = [];
  let holds = false;
  let held = [];
  const pass = () => {
    if (held.length) tell(held);
    held = [];
  };
  socket.onopen = () => early.splice(0).forEach(text => socket.send(text));
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') held.push(encoder.encode(data));
    if (!holds) pass();
  };
  socket.onclose = ({ code }) => {
    pass();
    tell(code);
  };
  return what => {
    if (typeof what === 'string') {
      if (socket.readyState === WebSocket.CONNECTING) early.push(what);
      else socket.send(what);
    } else if (what === null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    } else {
      holds = what;
      if (holds) return;
      pass();
      tell(false);
    }
  };
}

/** The same, on the thread for it. */
export function open(address, tell) {
  const lines = self.leadwireLines;
  if (!lines) return line(address, tell);
  const { port1: port, port2: far } = new MessageChannel();
  const broken = () => { tell(1006); };
  port.onmessage = ({ data }) => tell(data);
  lines.addEventListener('error', broken);
  lines.postMessage(address, [far]);
  return what => {
    port.postMessage(what);
    if (what !== null) return;
    lines.removeEventListener('error', broken);
    port.onmessage = null;
    port.close();
  };
}
