import { peerKey } from '../../../lib/delivery/peer-url.ts';
import { statusName } from '../../../lib/delivery/status-report.ts';
import type { Word } from '../../../lib/monitor/words.ts';
import type { HttpLink } from '../../node/peers/http-link.ts';
import { describeFailure } from '../text/describe-failure.ts';
import { type NodeState, readState } from './read-state.ts';

/** What a node says when it is asked: how it is, or why that is not known. */
export type AskedNode = {
  /** Its URL, without a secret. */
  readonly url: string;
} & (
  | { readonly state: NodeState }
  | { readonly state: undefined; readonly word: Word; readonly reason: string }
);

/** A node that is asked. */
export interface AskableNode {
  readonly url: string;
  readonly link: Pick<HttpLink, 'read'>;
}

/** What the page of a node shows, which has what its peers say. Not every host has a page. */
const pageStateName = '_ui/state';
/** It asks its peers, which takes two seconds where one of them is silent. */
const timeoutMs = 8000;
/** The same secret as for the page. */
const secretNeeded = '--secret-file must have the secret for operators (or readers)';
/** Nothing a node reports is as large. */
const maxBytes = 16 * 1024 * 1024;

/** Asks a node how it and its peers are. Never rejects. */
export async function askNode({ url, link }: AskableNode, nowMs: number): Promise<AskedNode> {
  const shown = peerKey(url);
  try {
    const page = await read(link, pageStateName);
    const { status, text } = page.status === 404 ? await read(link, statusName) : page;
    const state = status === 200 ? readState(text, nowMs) : undefined;
    if (state !== undefined) return { url: shown, state };
    const isLocked = status === 401 || status === 403;
    return withoutState(shown, isLocked ? 'Unauthorized' : 'Not readable', reasonOf(status));
  } catch (error) {
    return withoutState(shown, 'Down', describeFailure(error));
  }
}

/** Why there is no status in a response, and what to do about it. */
function reasonOf(status: number): string {
  switch (status) {
    case 200:
      return 'it is no node: it has no status';
    case 401:
    case 403:
      return `it responded ${status}: ${secretNeeded}`;
    case 404:
      return 'it responded 404: behind a proxy that closes /_status, ask the node itself';
    default:
      return `it responded ${status}`;
  }
}

function withoutState(url: string, text: string, reason: string): AskedNode {
  return { url, state: undefined, word: { text, tone: 'bad' }, reason };
}

async function read(
  link: AskableNode['link'],
  name: string,
): Promise<{ status: number; text: string }> {
  const signal = AbortSignal.timeout(timeoutMs);
  const download = await link.read({ method: 'GET', name, signal });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of download.body) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new Error('its response is too large');
      chunks.push(chunk);
    }
  } finally {
    download.cancel();
  }
  return { status: download.status, text: Buffer.concat(chunks).toString() };
}
