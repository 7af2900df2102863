import {
  type BatchedResponse,
  decodeBatch,
  encodeResponse,
} from '../../../lib/batches/batch-format.ts';
import type { ShownIdentity } from '../../../lib/delivery/peer-identity.ts';
import type { PeerLink, PeerRequest, PeerResponse } from '../../../lib/delivery/peer-link.ts';
import { batchName } from '../../../lib/delivery/status-report.ts';
import { settleMicrotasks } from './settle-microtasks.ts';

/** What every response of the peer shows. */
export const shown = { nodeId: '00000000000000aa', instance: '00000000000000a1' };

/** When every response in lines begins, in Unix seconds. */
const dateSeconds = 13;

/** A request that waits for its response. */
export interface SentRequest {
  readonly request: PeerRequest;
  /** What it carries, such as `PUT /a 7`: of a batch each operation, of any other itself. */
  readonly operations: readonly string[];
  /** Sends a line as it is. */
  text(line: string): void;
  /** Responds to one operation of a batch. */
  line(response: BatchedResponse): void;
  /** Ends the response; a 200 of the peer unless told otherwise. */
  end(response?: Partial<PeerResponse>, who?: ShownIdentity): Promise<void>;
  /** Responds to each of its operations, and ends. */
  accept(status: number): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** A link over which a test responds by hand, and the requests that were sent, in order. */
export interface ManualLink extends PeerLink {
  readonly sent: SentRequest[];
  /** What each request carries. */
  operations(): readonly (readonly string[])[];
}

export function createManualLink(): ManualLink {
  const sent: SentRequest[] = [];

  async function send(request: PeerRequest): Promise<PeerResponse> {
    const operations = await operationsOf(request);
    return await new Promise((resolve, reject) => {
      const text = (
        line: string,
        head: PeerResponse = { status: 200, ...shown, dateSeconds },
      ): void => {
        try {
          request.onLine?.(line, head);
        } catch (error) {
          reject(error);
        }
      };
      const line = (response: BatchedResponse): void => text(encodeResponse(response).trimEnd());
      const one: SentRequest = {
        request,
        operations,
        text,
        line,
        async end(response, who = shown) {
          resolve({ status: 200, ...who, ...response });
          await settleMicrotasks();
        },
        async accept(status) {
          if (request.name !== batchName) return await one.end({ status });
          for (const at of operations.keys()) line({ at, status });
          await one.end();
        },
        async fail(error) {
          reject(error);
          await settleMicrotasks();
        },
      };
      sent.push(one);
    });
  }

  return {
    passesLines: true,
    send,
    sent,
    operations: () => sent.map(({ operations }) => operations),
  };
}

async function operationsOf({ method, name, body }: PeerRequest): Promise<readonly string[]> {
  if (name !== batchName) return [`${method} ${name}`];
  const batch = decodeBatch((await body?.read()) as Uint8Array<ArrayBuffer>) ?? [];
  return batch.map(({ kind, path, bytes }) => `${kind} ${path} ${bytes.length}`);
}
