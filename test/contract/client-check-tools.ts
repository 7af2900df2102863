import {
  type Client,
  type ClientOptions,
  CockatielError,
  createClient,
  type ErrorCode,
} from '../../client/client.ts';

/** The nodes that the checks need, which take requests of every page. */
export interface ClientPlace {
  /** A node that needs no secret. */
  readonly node: string;
  /** One that needs a secret to write, and another to read. */
  readonly guarded: string;
  readonly writeSecret: string;
  readonly readSecret: string;
  /** Where nothing listens. */
  readonly dead: string;
  readonly fetch?: typeof fetch;
}

/** One thing that must hold. It rejects if it does not. */
export type ClientCheck = (place: ClientPlace) => Promise<void>;

/** A second that is far away for every clock. */
export const expires = 4_000_000_000;
/** More bytes than are sent at once. */
export const large = 300_000;

export function open({ node, fetch }: ClientPlace, options: Partial<ClientOptions> = {}): Client {
  return createClient({ nodes: node, ...(fetch && { fetch }), ...options });
}

export function equal(actual: unknown, expected: unknown): void {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`${a} is not ${b}`);
}

export async function fails(
  code: ErrorCode,
  call: () => Promise<unknown>,
): Promise<CockatielError> {
  const error = await call().then(
    (value) => new Error(`it resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof CockatielError)) throw error;
  if (error.code !== code) throw new Error(`${error.code} is not ${code}: ${error.message}`);
  return error;
}

/** Bytes that differ from each other, and from those of another seed. */
export function bytesOf(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8) * seed) % 256);
}

export function streamOf(
  bytes: Uint8Array<ArrayBuffer>,
  chunk = 64_000,
): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + chunk));
      at += chunk;
    },
  });
}

export async function expectStored(client: Client, name: string, bytes: Uint8Array): Promise<void> {
  const response = await client.get(name, { verify: true });
  const content = new Uint8Array(await response.arrayBuffer());
  equal(content.length, bytes.length);
  equal(
    content.findIndex((byte, at) => byte !== bytes[at]),
    -1,
  );
}
