import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

/** RFC 9110 §15.2 has four; a proxy on the way may add some, and say again that it still works. */
const maxInterimAnswers = 10;
/** All that an answer may take on the wire: head, body, and what stands between and around them. */
const maxWireBytes = 256 * 1024;

/**
 * Cuts off a request whose answer goes on and on. Interim answers, chunk extensions and trailers
 * cost time to parse and are nothing that anybody waits for, so no limit to a body counts them.
 */
export function limitAnswer(outgoing: ClientRequest): void {
  let interimAnswers = 0;
  let bytes = 0;

  function countBytes(chunk: Uint8Array): void {
    bytes += chunk.length;
    if (bytes > maxWireBytes) outgoing.destroy(new Error('the answer does not end'));
  }

  outgoing.on('information', () => {
    interimAnswers += 1;
    if (interimAnswers <= maxInterimAnswers) return;
    outgoing.destroy(new Error('too many interim answers'));
  });
  outgoing.once('socket', (socket: Socket) => {
    socket.on('data', countBytes);
    outgoing.once('close', () => socket.off('data', countBytes));
  });
}
