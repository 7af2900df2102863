import { CockatielError, refusalOf } from './errors.ts';
import { abortedError, type ClientNode } from './nodes.ts';
import type { Source } from './source.ts';
import { stalled, startWatch, type Watch } from './watch.ts';

/** One request to a node. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: OutgoingBody;
  readonly signal?: AbortSignal | undefined;
  /** A status beyond 2xx that is no refusal. */
  readonly accepted?: number;
}

/** The bytes of a source from an offset on. */
export interface OutgoingBody {
  readonly source: Source;
  readonly offset: number;
  /** Called with how many bytes were sent so far. */
  onSent(sentBytes: number): void;
}

/** Sends a request, and resolves with the response once its head is there. */
export type Transport = (outgoing: Outgoing, watch: Watch) => Promise<Response>;

/** The head of a response, and the watch over its body, which whoever reads that ends. */
export interface Exchange {
  readonly node: ClientNode;
  readonly response: Response;
  readonly watch: Watch;
}

/** Sends a request to a node; rejects with a `CockatielError`, also for a refusal. */
export type Send = (node: ClientNode, outgoing: Outgoing) => Promise<Exchange>;

/** Sends requests by a transport; `idleMs` is for how long nothing may move. */
export function createSend(transport: Transport, idleMs: number): Send {
  return async (node, outgoing) => {
    const watch = startWatch(idleMs, outgoing.signal);
    try {
      const response = await transport(outgoing, watch);
      watch.touch();
      if (!response.ok && response.status !== outgoing.accepted) {
        throw await refusalOf(response, node.url);
      }
      return { node, response, watch };
    } catch (error) {
      watch.end();
      throw toClientError(error, node, watch);
    }
  };
}

/** Reads the rest of a response that has nothing to say, so that its connection is free again. */
export async function finish({ response, watch }: Exchange): Promise<Response> {
  await response.arrayBuffer().catch(() => undefined);
  watch.end();
  return response;
}

/** What went wrong between a client and a node. */
export function toClientError(
  error: unknown,
  { url: node }: ClientNode,
  { signal: { aborted, reason } }: Watch,
): CockatielError {
  if (error instanceof CockatielError) return error;
  if (aborted && reason !== stalled) return abortedError(reason);
  const { cause, message } = (aborted ? reason : error) as Error;
  const why = cause instanceof Error ? cause.message : message;
  return new CockatielError(aborted ? 'timeout' : 'unreachable', why, { node, cause: error });
}
