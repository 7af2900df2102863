import { handle } from '../../../handlers/router.ts';
import type { Context } from '../../../lib/context.ts';
import type { PeerDownload, PeerRead } from '../../../lib/delivery/peer-link.ts';
import { readDownloadHead } from '../../../lib/delivery/response-head.ts';
import { hideIds, type SenderIds, toPeerHeaders } from './peer-headers.ts';

/** Reads a file of a node in memory as `runtime/` does over HTTP; `kind` is that of the node. */
export async function readFromNode(
  { method, name, range }: PeerRead,
  sender: SenderIds,
  ctx: Context,
  kind: Parameters<typeof hideIds>[1] = 'node',
): Promise<PeerDownload> {
  const headers = new Headers(toPeerHeaders({ method, name }, sender));
  if (range !== undefined) headers.set('Range', `bytes=${range.first}-${range.last}`);
  const path = name.split('/').map(encodeURIComponent).join('/');
  const response = await handle(new Request(`http://node/${path}`, { method, headers }), ctx);
  hideIds(response.headers, kind);
  return toDownload(response);
}

/** A response as a node sees it that has asked for a file. */
export function toDownload(response: Response): PeerDownload {
  const header = (name: string): string | undefined => response.headers.get(name) ?? undefined;
  return {
    ...readDownloadHead(response.status, header),
    body: (response.body ?? []) as AsyncIterable<Uint8Array<ArrayBuffer>>,
    cancel: () => void response.body?.cancel().catch(() => undefined),
  };
}
