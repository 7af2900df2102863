import { CockatielError } from './errors.ts';
import { finish } from './exchange.ts';
import type { ClientNode } from './nodes.ts';
import type { PutOptions, StoredFile } from './options.ts';
import { uploadResumably, wishesOf } from './resume.ts';
import { createSha1 } from './sha1.ts';
import { collected, type Source, toSource, type UploadBody } from './source.ts';
import { readStored } from './stored-name.ts';
import type { Wire } from './wire.ts';

/** Stores a body at one of the nodes. */
export async function put(
  wire: Wire,
  name: string,
  body: UploadBody,
  options: PutOptions,
): Promise<StoredFile> {
  const { sizeBytes, signal, onProgress } = options;
  const given = toSource(body, sizeBytes);
  const { source, sha1 } = await withSha1(
    wire.isBrowser ? await collected(given) : given,
    options.sha1 ?? false,
  );
  const totalBytes = source.sizeBytes;
  const onSent = (sentBytes: number): void => {
    onProgress?.({ sentBytes, totalBytes });
  };

  async function store(node: ClientNode): Promise<StoredFile> {
    const isLarge = (source.sizeBytes ?? 0) > wire.resumeAbove && source.isReplayable;
    const upload = { source, onSent, name, options, sha1: sha1() };
    const headers = isLarge ? await uploadResumably(wire, node, upload) : undefined;
    return check(headers ?? (await putAt(node)), node);
  }

  async function putAt(node: ClientNode): Promise<Headers> {
    onSent(0);
    const exchange = await wire.send(node, {
      method: 'PUT',
      url: wire.urlOf(node, name, options),
      headers: { ...wire.headersOf(node, options), ...headersOf(source, sha1(), options) },
      body: { source, offset: 0, onSent },
      signal,
      accepted: 302,
    });
    return (await finish(exchange)).headers;
  }

  /** What was stored must be what was sent. */
  function check(headers: Headers, node: ClientNode): StoredFile {
    const location = headers.get('Content-Location') ?? headers.get('Location') ?? '';
    const stored = readStored(location, name, node.url);
    if (stored === undefined || (sha1() ?? stored.sha1) !== stored.sha1) {
      const what = `it stored ${location}`;
      throw new CockatielError('mismatch', what, { node: node.url });
    }
    const copies = headers.get('Cockatiel-Copies');
    return { ...stored, ...(copies && { copies: Number(copies) }) };
  }

  return await wire.nodes.ask(store, { signal, mayRetry: source.mayRead });
}

interface Hashed {
  readonly source: Source;
  /** The SHA-1 as far as it is known: that of a stream is at its end. */
  readonly sha1: () => string | undefined;
}

async function withSha1(source: Source, wanted: string | boolean): Promise<Hashed> {
  let sha1 = typeof wanted === 'string' ? wanted.toLowerCase() : undefined;
  async function* read(offset: number): AsyncGenerator<Uint8Array> {
    const hasher = createSha1();
    for await (const chunk of source.read(offset)) {
      hasher.update(chunk);
      yield chunk;
    }
    sha1 = hasher.digest();
  }
  if (wanted !== true) return { source, sha1: () => sha1 };
  if (!source.isReplayable) return { source: { ...source, read }, sha1: () => sha1 };
  for await (const _ of read(0));
  return { source, sha1: () => sha1 };
}

function headersOf(
  { blob }: Source,
  sha1: string | undefined,
  { type = blob?.type, ...options }: PutOptions,
): Record<string, string> {
  return {
    ...wishesOf(options),
    ...(type && { 'Content-Type': type }),
    ...(sha1 && { 'X-Content-SHA1': sha1 }),
  };
}
