import type { Fingerprint } from '../lib/collections/fingerprint.ts';
import type { RequestContext } from '../lib/context.ts';
import { bodyResponse } from '../lib/http/body-response.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { instanceHeader } from '../lib/http/node-headers.ts';
import {
  areEqual,
  comparisonBytes,
  decodeFingerprints,
  findDifferences,
  findWanted,
  maxWantedBytes,
} from '../lib/inventory/comparison.ts';
import { malformed, readWhole } from '../lib/requests/read-whole.ts';

type InventoryContext = Pick<RequestContext, 'inventory'>;
type WantedContext = InventoryContext & Pick<RequestContext, 'turn' | 'caller' | 'lacks'>;
type CompareContext = WantedContext & Pick<RequestContext, 'peers'>;

/**
 * POST /_compare: in which buckets the sums that a node sends differ from those of this one, which
 * has learned that, too.
 */
export async function compare(request: Request, ctx: CompareContext): Promise<Response> {
  requireComplete(ctx);
  const sums = await readWhole(request, ctx, comparisonBytes);
  if (sums.length !== comparisonBytes) throw malformed(`${comparisonBytes} bytes of sums`);
  requireComplete(ctx);
  const differing = findDifferences(sums, ctx.inventory);
  const instance = request.headers.get(instanceHeader);
  if (ctx.caller.isPeer && instance !== null) ctx.peers.noteComparison(instance, differing);
  if (ctx.caller.isPeer) ctx.lacks.noteComparison(areEqual(differing));
  return jsonResponse(differing);
}

/** POST /_wanted: which of the names whose fingerprints a node sends are wanted here. */
export async function wanted(request: Request, ctx: WantedContext): Promise<Response> {
  requireComplete(ctx);
  const fingerprints = decodeFingerprints(await readWhole(request, ctx, maxWantedBytes));
  if (fingerprints === undefined) throw malformed('a count and fingerprints');
  const found = findWanted(fingerprints, ctx.inventory);
  if (ctx.caller.isPeer) {
    ctx.lacks.noteWanted(
      found.stored.map((position) => fingerprints.stored[position] as Fingerprint),
    );
  }
  return jsonResponse(found);
}

/** What is not found yet would be taken for what is not here. */
function requireComplete({ inventory }: InventoryContext): void {
  if (inventory.isComplete) return;
  throw new HttpError(503, 'This node is still listing its files.', { 'Retry-After': '10' });
}

function jsonResponse(value: unknown): Response {
  return bodyResponse(JSON.stringify(value), 'application/json', 200);
}
