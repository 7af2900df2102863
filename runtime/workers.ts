import { handle } from '../handlers/router.ts';
import type { Context } from '../lib/context.ts';

/** What a Worker serves, and what it does now and then. */
export interface WorkerNode {
  /** Such as `createMemoryContext` makes it. */
  readonly ctx: Context;
  /** Work for a cron trigger, such as removing what uploads that broke off have left. */
  maintain?(): Promise<void>;
}

/** The handlers of a Worker, for its default export. */
export interface Worker<Env> {
  fetch(request: Request, env: Env): Promise<Response>;
  scheduled(event: unknown, env: Env): Promise<void>;
}

declare const FixedLengthStream: {
  new (sizeBytes: number): TransformStream<Uint8Array, Uint8Array>;
};

/**
 * Makes the handlers of a Worker. `open` is called at the first request, because a Worker has no
 * clock before; if it rejects, so does the request, and the next one calls it again.
 *
 * @example
 * export default createWorker(async () => ({ ctx: await createMemoryContext() }));
 */
export function createWorker<Env>(open: (env: Env) => Promise<WorkerNode>): Worker<Env> {
  let opening: Promise<WorkerNode> | undefined;

  async function opened(env: Env): Promise<WorkerNode> {
    opening ??= open(env);
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  }

  return {
    async fetch(request, env) {
      const { ctx } = await opened(env);
      return withLength(await handle(request, ctx));
    },
    async scheduled(_event, env) {
      const { maintain } = await opened(env);
      await maintain?.();
    },
  };
}

/** A stream is sent with its length only if the runtime knows that from its type. */
function withLength(response: Response): Response {
  const { body, headers } = response;
  const length = headers.get('content-length');
  if (body === null || length === null) return response;
  const { readable, writable } = new FixedLengthStream(Number(length));
  // An error shows to the client: the stream ends before its length.
  body.pipeTo(writable).catch(() => undefined);
  return new Response(readable, response);
}
