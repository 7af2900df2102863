import { HttpError } from '../http/http-error.ts';
import type { Turn } from './admission.ts';

/** Reads the body of a request between nodes; throws a 400 if it has more than `maxBytes`. */
export async function readWhole(
  request: Request,
  { turn }: { readonly turn: Turn },
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  let body = new Uint8Array(Math.min(sizeOf(request), maxBytes));
  let length = 0;
  for await (const chunk of turn.receive(request.body)) {
    const end = length + chunk.length;
    if (end > maxBytes) throw malformed(`at most ${maxBytes} bytes`);
    if (end > body.length) body = grow(body, end, maxBytes);
    body.set(chunk, length);
    length = end;
  }
  return body.subarray(0, length);
}

/** What the client says; less or more may come. */
function sizeOf({ headers }: Request): number {
  return Number(headers.get('content-length') ?? 0) || 0;
}

function grow(
  bytes: Uint8Array<ArrayBuffer>,
  atLeast: number,
  atMost: number,
): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(Math.min(2 * atLeast, atMost));
  grown.set(bytes);
  return grown;
}

/** A 400 for a body of another form. */
export function malformed(expected: string): HttpError {
  return new HttpError(400, `The body must be ${expected}.`);
}
