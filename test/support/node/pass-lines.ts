import type { PeerRequest, PeerResponse } from '../../../lib/delivery/peer-link.ts';

/** Passes the lines of a response on, as `runtime/` does; of one that is cut only the first. */
export function passLines(
  { onLine }: PeerRequest,
  head: PeerResponse,
  body: string,
  isCut: boolean,
): void {
  const lines = onLine === undefined || head.status !== 200 ? [] : body.split('\n').slice(0, -1);
  for (const line of isCut ? lines.slice(0, 1) : lines) onLine?.(line, head);
  if (isCut) throw new Error('the connection was closed');
}
