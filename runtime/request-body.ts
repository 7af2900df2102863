import { Readable } from 'node:stream';
import { HttpError } from '../lib/http-error.ts';
import type { Exchange } from './exchange.ts';

/**
 * The body of a request, for a handler to read or to leave. The client is told to go on when the first byte
 * is asked for, so a refusal by the headers alone costs no upload. A client that stops sending is a 408, one
 * that goes away a 400 nobody sees; either way the connection stays as it is, for the answer to be sent.
 */
export function createRequestBody(exchange: Exchange): Readable {
  return Readable.from(readBody(exchange), { objectMode: false });
}

async function* readBody(exchange: Exchange): AsyncGenerator<Uint8Array> {
  const { request, response, idleTimeoutMs } = exchange;
  if (exchange.isBodyAwaited) {
    exchange.isBodyAwaited = false;
    response.writeContinue();
  }
  const chunks = request.iterator({ destroyOnReturn: false });
  for (;;) {
    const next = await withTimeout(chunks.next(), idleTimeoutMs).catch(toHttpError);
    if (next.done === true) break;
    yield next.value;
  }
  if (!request.complete) throw cutShort();
}

function toHttpError(error: unknown): never {
  throw error instanceof HttpError ? error : cutShort();
}

function cutShort(): HttpError {
  return new HttpError(400, 'The body ended before it was whole.');
}

async function withTimeout<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new HttpError(408, `No byte arrived for ${timeoutMs / 1000} seconds.`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
