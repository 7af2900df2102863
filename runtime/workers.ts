import { handle } from '../handlers/router.ts';
import { within } from '../lib/concurrency/within.ts';
import type { HostContext } from '../lib/context.ts';
import { textResponse } from '../lib/http/body-response.ts';
import { consoleLog } from './default-services.ts';
import { nodeTimers } from './node/timers.ts';
import { inLargeChunks } from './objects/in-large-chunks.ts';
import type { WorkerNode } from './worker-node.ts';
import { type Execution, sendFromWorker } from './worker-response.ts';

export { openWorkerNode, type WorkerNode, type WorkerNodeOptions } from './worker-node.ts';
export type { Execution } from './worker-response.ts';

/** The handlers of a Worker, for its default export. */
export interface Worker<Env> {
  fetch(request: Request, env: Env, execution: Execution): Promise<Response>;
  scheduled(event: unknown, env: Env, execution: Execution): Promise<void>;
}

/** How long a request waits for the node; a Worker is cut off when it works longer than that. */
const openTimeoutMs = 30_000;

/**
 * Makes the handlers of a Worker. `open` is called at the first request, because a Worker has no
 * clock before. Where it rejects, the requests that wait for it get a 503, and the next one calls
 * it again.
 *
 * @example
 * export default createWorker(async () => ({ ctx: await createMemoryContext() }));
 */
export function createWorker<Env>(open: (env: Env) => Promise<WorkerNode>): Worker<Env> {
  let current: Promise<WorkerNode> | undefined;

  async function opened(env: Env, execution: Execution): Promise<WorkerNode> {
    const opening = current ?? open(env);
    if (current === undefined) {
      current = opening;
      keepAlive(opening, execution);
    }
    try {
      return await within(nodeTimers, openTimeoutMs, () => opening);
    } catch (error) {
      // By now another request may have begun to open it again.
      if (current === opening) current = undefined;
      throw error;
    }
  }

  async function respond(request: Request, env: Env, execution: Execution): Promise<Response> {
    try {
      const { ctx } = await opened(env, execution);
      const context: HostContext = { keepAlive: (work) => keepAlive(work, execution), ...ctx };
      return await handle(request, context);
    } catch (error) {
      consoleLog.error('the node could not be opened', { error });
      return unavailable(request);
    }
  }

  return {
    async fetch(received, env, execution) {
      const request = withLargeChunks(received);
      const responding = respond(request, env, execution);
      keepAlive(responding, execution);
      return sendFromWorker(await responding, request, execution);
    },
    async scheduled(_event, env, execution) {
      const { maintain } = await opened(env, execution);
      await maintain?.();
    },
  };
}

/** A new request would have its URL parsed again, and no body where the method is GET. */
function withLargeChunks(request: Request): Request {
  if (request.body === null) return request;
  return Object.defineProperty(request, 'body', { value: inLargeChunks(request.body) });
}

/**
 * Lets work go on when the client leaves. A Worker would drop it where it is, and what it holds for
 * the whole node, such as the lock of a name, would never be released.
 */
function keepAlive(work: Promise<unknown>, execution: Execution): void {
  execution.waitUntil(work.catch(() => undefined));
}

function unavailable({ method }: Request): Response {
  const response = textResponse('This node can not be opened at present.', 503, {
    'Retry-After': '1',
  });
  return method === 'HEAD' ? new Response(null, response) : response;
}
