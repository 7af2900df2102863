import type { ClientRequest } from 'node:http';

/** How often it is looked within the time limit. */
const looks = 4;

/**
 * Aborts a request when no byte of it was sent or received for `timeoutMs`, or for a quarter of
 * that longer. The timeout of the request itself is sooner, but not enough: on Deno a request whose
 * connection breaks while its body is sent may emit nothing any more, not even `close`.
 */
export function limitSilence(
  outgoing: Pick<ClientRequest, 'socket' | 'once'>,
  timeoutMs: number,
  abort: (error: Error) => void,
): void {
  let bytes = -1;
  let silentLooks = 0;
  const timer = setInterval(() => {
    const { socket } = outgoing;
    const moved = (socket?.bytesRead ?? 0) + (socket?.bytesWritten ?? 0);
    silentLooks = moved === bytes ? silentLooks + 1 : 0;
    bytes = moved;
    if (silentLooks < looks) return;
    clearInterval(timer);
    abort(new Error(`no data for ${timeoutMs / 1000} seconds`));
  }, timeoutMs / looks);
  outgoing.once('close', () => clearInterval(timer));
}
