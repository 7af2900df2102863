import type { PeerRequest, PeerResponse } from '../delivery/peer-link.ts';
import { batchName } from '../delivery/status-report.ts';
import {
  type BatchedOperation,
  batchedOperation,
  encodeBatch,
  parseResponse,
} from './batch-format.ts';

/** An operation that waits for its response. */
export interface Waiting {
  readonly request: PeerRequest;
  /** Whether it was in a batch that was not taken, or broke off, and goes alone now. */
  readonly isAlone: boolean;
  resolve(response: PeerResponse): void;
  reject(error: unknown): void;
}

/** A batch to be sent. */
export interface BatchRequest {
  readonly request: PeerRequest;
  /** The operations that have no response yet, by their position in the batch. */
  readonly open: ReadonlyMap<number, Waiting>;
}

/** Reads the files of operations and puts them together. One that can't be read is rejected. */
export async function createBatchRequest(taken: readonly Waiting[]): Promise<BatchRequest> {
  const read = await Promise.all(taken.map(readOne));
  const members = read.filter((member) => member !== undefined);
  const open = new Map(members.map(({ waiting }, at) => [at, waiting]));
  // Only these bytes are kept while the batch is under way.
  const batch = encodeBatch(members.map(({ operation }) => operation));
  const { size } = open;
  return {
    open,
    request: {
      method: 'POST',
      name: batchName,
      body: { sizeBytes: batch.length, read: async () => batch },
      onLine: (line, head) => passResponse(line, head, open, size),
    },
  };
}

interface Member {
  readonly waiting: Waiting;
  readonly operation: BatchedOperation;
}

async function readOne(waiting: Waiting): Promise<Member | undefined> {
  try {
    return { waiting, operation: await toOperation(waiting.request) };
  } catch (error) {
    waiting.reject(error);
    return undefined;
  }
}

async function toOperation({ method, name, body }: PeerRequest): Promise<BatchedOperation> {
  if (body === undefined) return batchedOperation(method === 'DELETE' ? 'DELETE' : 'OFFER', name);
  const content = await body.read();
  const bytes =
    content instanceof Uint8Array
      ? content
      : new Uint8Array(await new Response(content).arrayBuffer());
  return batchedOperation('PUT', name, bytes);
}

/**
 * Passes a response on to who waits for it. Throws where it is none, or the second one. Who shows
 * no instance knows nothing of batches, and is not believed.
 */
function passResponse(
  line: string,
  { nodeId, instance, dateSeconds }: PeerResponse,
  open: Map<number, Waiting>,
  count: number,
): void {
  if (instance === undefined) return;
  const parsed = parseResponse(line, count);
  const waiting = parsed && open.get(parsed.at);
  if (parsed === undefined || waiting === undefined) {
    throw new Error('the response to a batch is malformed');
  }
  const { at, ...response } = parsed;
  open.delete(at);
  waiting.resolve({
    ...response,
    instance,
    ...(nodeId !== undefined && { nodeId }),
    ...(dateSeconds !== undefined && { dateSeconds }),
  });
}
