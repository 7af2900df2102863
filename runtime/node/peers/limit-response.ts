import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

/** RFC 9110 §15.2 has four; a proxy in between may add some, and repeat 102 while it works. */
const maxInterimResponses = 10;
/** All that one response may take on the wire: interim responses, head, body and chunk framing. */
const maxWireBytes = 256 * 1024;

/**
 * Aborts a request whose response is too large or never ends. Node's own limits and a limit to the
 * body do not count interim responses, chunk extensions and trailers, so a hostile peer could send
 * these for ever.
 */
export function limitResponse(outgoing: ClientRequest): void {
  let bytes = 0;

  function countBytes(chunk: Uint8Array): void {
    bytes += chunk.length;
    if (bytes > maxWireBytes) outgoing.destroy(new Error('the response is too large'));
  }

  limitInterimResponses(outgoing);
  outgoing.once('socket', (socket: Socket) => {
    socket.on('data', countBytes);
    outgoing.once('close', () => socket.off('data', countBytes));
  });
}

/** Aborts a request that gets more interim responses than any server has reason to send. */
export function limitInterimResponses(outgoing: ClientRequest): void {
  let interimResponses = 0;
  outgoing.on('information', () => {
    interimResponses += 1;
    if (interimResponses <= maxInterimResponses) return;
    outgoing.destroy(new Error('too many interim responses'));
  });
}
