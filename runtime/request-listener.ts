import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServerAdapter } from '@whatwg-node/server';
import { addCommonHeaders } from '../handlers/common-headers.ts';
import { errorResponse } from '../handlers/error-response.ts';
import { handle } from '../handlers/router.ts';
import type { Context } from '../lib/context.ts';
import { parseRequestTarget } from '../lib/request-target.ts';
import { type Answer, isWhole, toAnswer } from './answer.ts';
import type { AnswerCache } from './answer-cache.ts';
import { connectionOf } from './connection.ts';
import type { Exchange } from './exchange.ts';
import { type PlainRead, toPlainRead } from './plain-read.ts';
import { createRequestBody } from './request-body.ts';
import { createRequestGuard } from './request-guard.ts';
import { sendAnswer, sendAtOnce } from './send-answer.ts';

export interface RequestListenerOptions {
  /** How long a client may send, or take, nothing in the middle of a request. */
  readonly idleTimeoutMs: number;
  /** Answers in front of the application. */
  readonly cache: AnswerCache;
}

export interface RequestListener {
  serve(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void;
  /** Resolves when no request is being served any more. */
  finished(): Promise<void>;
}

/**
 * The adapter makes the Fetch request; sending is ours, because the adapter's own loses errors in
 * mid-body. A read whose answer is in the cache is answered before any of that.
 */
export function createRequestListener(
  ctx: Context,
  server: Server,
  { idleTimeoutMs, cache }: RequestListenerOptions,
): RequestListener {
  const adapter = createServerAdapter((request: Request) => handle(request, ctx));
  const guard = createRequestGuard();
  const running = new Set<Promise<void>>();
  const noteBroken = (error: Error): void => ctx.log.debug('a connection broke', { error });

  async function answer(exchange: Exchange, read: PlainRead | undefined): Promise<Answer> {
    const { request, response } = exchange;
    try {
      // A plain read for the same host as the last request has nothing that could be refused.
      if (read?.host === undefined || !guard.isLastHost(read.host)) guard.check(request);
      const known = read && (await cache.findAfterLook(read));
      if (known !== undefined) return known;
      request.url = parseRequestTarget(request.method ?? '', request.url ?? '');
      // The only handler that reads a body: for all others it need not be made.
      if (request.method === 'PUT') Object.assign(request, { body: createRequestBody(exchange) });
      const fetched = await adapter.handleNodeRequestAndResponse(request, response);
      const result = await toAnswer(fetched, request.method);
      if (read !== undefined && isWhole(result)) cache.keep(read, result);
      return result;
    } catch (error) {
      exchange.mustClose = true;
      const refusal = addCommonHeaders(errorResponse(error, ctx.log), ctx.config);
      return await toAnswer(refusal, request.method);
    }
  }

  async function serve(exchange: Exchange, read: PlainRead | undefined): Promise<void> {
    const { method, url, socket } = exchange.request;
    // The answer before this one may have left its own limit.
    if (socket.timeout !== undefined && socket.timeout > 0) socket.setTimeout(0);
    try {
      const result = await answer(exchange, read);
      exchange.mustClose ||= !server.listening;
      ctx.log.debug('request', { method, url, status: result.status });
      await sendAnswer(result, exchange);
    } catch (error) {
      ctx.log.error('an answer broke off', { method, url, error });
      exchange.response.destroy();
    }
  }

  return {
    serve(request, response, isBodyAwaited) {
      response.on('error', noteBroken);
      const exchange: Exchange = {
        request,
        response,
        isBodyAwaited,
        isBodyBegun: false,
        isBodyBroken: false,
        idleTimeoutMs,
        mustClose: false,
      };
      const connection = connectionOf(request.socket);
      const read = toPlainRead(request);
      if (read?.host !== undefined && guard.isLastHost(read.host) && server.listening) {
        const known = connection.isBusy ? undefined : cache.find(read);
        if (known !== undefined) {
          ctx.log.debug('request', { method: read.method, url: read.target, status: known.status });
          connection.noteAtOnce(response);
          return sendAtOnce(known, exchange);
        }
      }
      connection.serve(exchange, () => {
        const work = serve(exchange, read).finally(() => running.delete(work));
        running.add(work);
        return work;
      });
    },
    async finished() {
      await Promise.all(running);
    },
  };
}
