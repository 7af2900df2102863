import { batchName } from '../../../lib/delivery/status-report.ts';
import type { ProxiedRequest } from './peer-proxy.ts';

/** An operation that one node sends to another, alone or in a batch. */
export interface CarriedOperation {
  readonly method: string;
  /** Its path, as it was sent. */
  readonly path: string;
  /** How many bytes of its body were moved. */
  readonly bodyBytes: number;
}

const newline = 10;

/** What a request carries: itself, or what was moved of the operations in a batch. */
export function carriedBy(request: ProxiedRequest): readonly CarriedOperation[] {
  return isBatch(request) ? readBatch(Buffer.concat(request.batch)) : [request];
}

/** Whether a request carries a batch (docs/protocol.md). */
export function isBatch({ method, path }: Pick<ProxiedRequest, 'method' | 'path'>): boolean {
  return method === 'POST' && path.endsWith(`/${batchName}`);
}

/** An offer is a PUT without a body. */
function readBatch(batch: Buffer): readonly CarriedOperation[] {
  const operations: CarriedOperation[] = [];
  for (let position = 0; position < batch.length; ) {
    const end = batch.indexOf(newline, position);
    if (end === -1) break;
    const line = batch.toString('latin1', position, end);
    const [kind = '', path = '', size = '0'] = line.split(' ');
    const next = Math.min(end + 1 + Number(size), batch.length);
    const method = kind === 'OFFER' ? 'PUT' : kind;
    operations.push({ method, path, bodyBytes: next - end - 1 });
    position = next;
  }
  return operations;
}
