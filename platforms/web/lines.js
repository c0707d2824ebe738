// The thread on which the page's sockets are: see src/net/line.js.
import { line } from '../../src/net/line.js';

onmessage = ({ data: address, ports: [port] }) => {
  const tell = what => port.postMessage(what, Array.isArray(what) ? what.map(({ buffer }) => buffer) : []);
  try {
    const say = line(address, tell);
    port.onmessage = ({ data }) => say(data);
  } catch {
    // No address of a socket.
    tell(1006);
  }
};
