import { Readable } from 'node:stream';
import { HttpError } from '../lib/http-error.ts';
import type { Exchange } from './exchange.ts';

/**
 * The body of a request, for a handler to read or to leave. The client is told to go on when the
 * first byte is asked for, so a refusal by the headers alone costs no upload. A client that stops
 * sending is a 408, one that goes away a 400 nobody sees; either way the connection stays as it
 * is, for the answer to be sent.
 */
export function createRequestBody(exchange: Exchange): Readable {
  return Readable.from(readBody(exchange), { objectMode: false });
}

async function* readBody(exchange: Exchange): AsyncGenerator<Uint8Array> {
  const { request, response } = exchange;
  exchange.isBodyBegun = true;
  if (exchange.isBodyAwaited) {
    exchange.isBodyAwaited = false;
    response.writeContinue();
  }
  const chunks = request.iterator({ destroyOnReturn: false });
  for (;;) {
    const next = await withinLimits(chunks.next(), exchange);
    if (next.done === true) break;
    yield next.value;
  }
  if (!request.complete) throw cutShort();
}

/** Waits for a chunk as long as the client may be silent, and as long as its body makes sense. */
function withinLimits<Chunk>(next: Promise<Chunk>, exchange: Exchange): Promise<Chunk> {
  const { request, idleTimeoutMs, isBodyBroken } = exchange;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      refuse(new HttpError(408, `No byte arrived for ${idleTimeoutMs / 1000} seconds.`));
    }, idleTimeoutMs);
    const refuse = (error: HttpError): void => {
      settle();
      reject(error);
    };
    const giveUp = (): void => refuse(cutShort());
    const settle = (): void => {
      clearTimeout(timer);
      request.off('brokenBody', giveUp);
    };
    request.once('brokenBody', giveUp);
    if (isBodyBroken) giveUp();
    next.then((chunk) => {
      settle();
      resolve(chunk);
    }, giveUp);
  });
}

function cutShort(): HttpError {
  return new HttpError(400, 'The body ended before it was whole, or its chunks are malformed.');
}
