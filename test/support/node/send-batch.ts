import {
  type BatchedOperation,
  type BatchedResponse,
  batchedOperation,
  encodeBatch,
  parseResponse,
} from '../../../lib/batches/batch-format.ts';
import { bytesOf } from '../disk/small-files.ts';
import { peerHeaders, send } from './send.ts';
import { sha1Of } from './sha1-of.ts';

/** The headers of a node that sends batches. */
export const senderHeaders = {
  ...peerHeaders,
  'X-Cockatiel-Node': '00000000000000aa',
  'X-Cockatiel-Instance': '00000000000000a1',
  'X-Cockatiel-Name': '_batch',
};

/** The stored name of a file with this content. */
export function storedAs(stem: string, content: string): string {
  return `${stem}_13_${sha1Of(content)}.txt`;
}

/** The upload of a file, under its stored name. */
export function putOf(stem: string, content: string): BatchedOperation {
  return batchedOperation('PUT', storedAs(stem, content), bytesOf(content));
}

/** Sends a batch to a node, and returns its response once that has begun. */
export async function beginBatch(
  node: Parameters<typeof send>[0],
  operations: readonly BatchedOperation[],
  headers: Readonly<Record<string, string>> = senderHeaders,
): Promise<Response> {
  return await send(node, 'POST', '/_batch', { headers, body: encodeBatch(operations) });
}

/** The responses to the operations of a batch, by position, once all are there. */
export async function sendBatch(
  ...[node, operations, headers]: Parameters<typeof beginBatch>
): Promise<readonly BatchedResponse[]> {
  const response = await beginBatch(node, operations, headers);
  const lines = (await response.text()).split('\n').slice(0, -1);
  const responses = lines.map((line) => parseResponse(line, operations.length));
  return responses.filter((one) => one !== undefined).sort((one, other) => one.at - other.at);
}
