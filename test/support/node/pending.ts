import type { Context } from '../../../lib/context.ts';

/** How many operations a node reports as pending for a peer, by the URL in `/_status`. */
export function pending(node: { readonly ctx: Context }, peer = 'http://peer'): number | undefined {
  return node.ctx.peers.report()[peer]?.length;
}
