import {
  type BatchedOperation,
  type BatchedResponse,
  decodeBatch,
  encodeResponse,
  maxBatchBytes,
  maxBatchOperations,
} from '../lib/batches/batch-format.ts';
import { createDeferred } from '../lib/concurrency/deferred.ts';
import type { RequestContext } from '../lib/context.ts';
import { responseText } from '../lib/delivery/response-body.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { crowdedReason, reasonHeader } from '../lib/http/node-headers.ts';
import { offsetHeader, parseOffset } from '../lib/http/upload-offset.ts';
import { malformed, readWhole } from '../lib/requests/read-whole.ts';
import { type DeleteContext, deleteStored } from './delete-file.ts';
import { errorResponse, noteRefusal } from './errors/error-response.ts';
import { parseNames } from './request-context.ts';
import { checkName, type PeerContext, storeFromPeer } from './uploads/put-file.ts';

/**
 * POST /_batch: many operations of a peer in one request. They are worked on side by side, so that
 * they share the writes and syncs of the journal and of directories, and each has its response as
 * soon as it is done. A failure of one is its own.
 */
export async function batch(request: Request, ctx: RequestContext): Promise<Response> {
  if (!ctx.caller.isPeer) throw new HttpError(403, 'Only a node sends batches.');
  const leave = await ctx.batchPlaces.take();
  if (leave === undefined) throw crowded();
  try {
    const operations = decodeBatch(await readWhole(request, ctx, maxBatchBytes));
    if (operations === undefined) throw malformed(`a batch of at most ${maxBatchOperations}`);
    const headers = { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' };
    return new Response(respondToAll(operations, ctx, leave), { headers });
  } catch (error) {
    leave();
    throw error;
  }
}

function crowded(): HttpError {
  const headers = { 'Retry-After': '1', [reasonHeader]: crowdedReason };
  return new HttpError(503, 'Too many batches at once; send the operations alone.', headers);
}

/** Does all operations, and returns their responses as they come, those of one moment together. */
function respondToAll(
  operations: readonly BatchedOperation[],
  ctx: RequestContext,
  onEnd: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let lines = '';
  let isDone = false;
  let more = createDeferred();

  async function respondToOne(operation: BatchedOperation, at: number): Promise<void> {
    const line = encodeResponse(await toBatched(at, await perform(operation, ctx)));
    lines += line;
    more.resolve();
  }

  const work = Promise.all(operations.map(respondToOne)).finally(() => {
    isDone = true;
    onEnd();
    more.resolve();
  });
  // It goes on when the peer leaves, which sends again what it got no response to.
  ctx.keepAlive?.(work);

  return new ReadableStream(
    {
      async pull(controller) {
        if (lines === '' && !isDone) await more.promise;
        more = createDeferred();
        if (lines !== '') controller.enqueue(encoder.encode(lines));
        lines = '';
        if (isDone) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Does one operation as if it had come alone; never rejects. */
async function perform(operation: BatchedOperation, ctx: RequestContext): Promise<Response> {
  const { kind } = operation;
  try {
    return await (kind === 'DELETE' ? remove(operation, ctx) : store(operation, ctx));
  } catch (error) {
    const response = errorResponse(error, ctx.log);
    noteRefusal(error, response, kind === 'DELETE' ? 'DELETE' : 'PUT', ctx);
    return response;
  }
}

async function store(
  { kind, path, bytes }: BatchedOperation,
  ctx: RequestContext,
): Promise<Response> {
  const caller = { ...ctx.caller, isOffer: kind === 'OFFER' };
  const transfers: PeerContext['transfers'] = {
    run: (name, work) => ctx.transfers.run(name, work, true),
  };
  const named: PeerContext = { ...ctx, ...parseNames(path), caller, transfers };
  await checkName(named);
  return await storeFromPeer(named, { sizeBytes: bytes.length }, chunksOf(bytes));
}

function remove({ path }: BatchedOperation, ctx: RequestContext): Promise<Response> {
  const named: DeleteContext = { ...ctx, ...parseNames(path) };
  return deleteStored(named);
}

async function* chunksOf(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

/** A node that shows an instance is believed without a `Location`. */
async function toBatched(at: number, response: Response): Promise<BatchedResponse> {
  const { status, headers } = response;
  const reason = headers.get(reasonHeader);
  const text = status < 400 ? undefined : responseText('text/plain', await response.text());
  return {
    at,
    status,
    ...(reason !== null && { reason }),
    ...parseOffset(headers.get(offsetHeader)),
    ...(text !== undefined && { text }),
  };
}
