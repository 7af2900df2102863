import { chunksOf, streamOf } from './chunks.ts';
import { CockatielError } from './errors.ts';
import { finish, toClientError } from './exchange.ts';
import { pause } from './nodes.ts';
import type { ByteRange, CallOptions, FileInfo, GetOptions } from './options.ts';
import { createSha1 } from './sha1.ts';
import { sha1In } from './stored-name.ts';
import type { Wire } from './wire.ts';

/**
 * Reads a file from one of the nodes. To verify it the last chunk is held back until all is
 * compared, and a download that breaks off goes on at another node: without that, nobody would
 * notice that the first of them broke off because its copy is corrupt.
 */
export async function get(wire: Wire, name: string, options: GetOptions): Promise<Response> {
  const { signal, range, verify = false } = options;
  const sha1 = verify ? sha1In(name) : undefined;
  if (verify && (sha1 === undefined || range !== undefined)) {
    throw new TypeError('`verify` takes a stored name, and no `range`.');
  }
  const hasher = verify ? createSha1() : undefined;
  let reading = await wire.request('GET', name, options, rangeHeader(range));
  const { response: begin } = reading;
  const sizeBytes = sizeOf(begin);
  let readBytes = 0;
  // Whoever reads may take his time.
  reading.watch.rest();

  async function* read(): AsyncGenerator<Uint8Array> {
    let held: Uint8Array | undefined;
    for (let failures = 0; ; ) {
      const { node, response, watch } = reading;
      watch.touch();
      try {
        for await (const chunk of chunksOf(response.body ?? new Blob().stream())) {
          watch.rest();
          readBytes += chunk.length;
          failures = 0;
          hasher?.update(chunk);
          const known = hasher === undefined ? chunk : held;
          if (known !== undefined) yield known;
          held = chunk;
          watch.touch();
        }
        if (readBytes < sizeBytes) throw new Error('it broke off');
        break;
      } catch (error) {
        failures += 1;
        const failure = toClientError(error, node, watch);
        const isOver = hasher === undefined || !failure.retryable || failures > wire.attempts;
        if (isOver) throw failure;
      } finally {
        watch.end();
      }
      wire.nodes.avoid(node);
      if (failures > 1) await pause(failures - 1, signal);
      reading = await wire.request('GET', name, options, rangeHeader({ start: readBytes }));
      if (reading.response.status !== 206) throw broken(reading.node.url, 'failed');
    }
    if (hasher === undefined) return;
    if (hasher.digest() !== sha1) throw broken(reading.node.url, 'mismatch');
    if (held !== undefined) yield held;
  }

  const body = streamOf(read(), () => reading.watch.cancel());
  const { status, statusText, headers } = begin;
  return new Response(body, { status, statusText, headers });
}

/** What a node says of a file. */
export async function head(wire: Wire, name: string, options: CallOptions): Promise<FileInfo> {
  const { headers } = await finish(await wire.request('HEAD', name, options));
  return {
    sizeBytes: Number(headers.get('Content-Length')),
    type: headers.get('Content-Type') ?? '',
    sha1: headers.get('X-Content-SHA1') ?? '',
  };
}

function broken(node: string, code: 'failed' | 'mismatch'): CockatielError {
  return new CockatielError(code, 'it sent other bytes', {
    node,
    retryable: true,
  });
}

/** How many bytes come at least; a proxy may have compressed them. */
function sizeOf({ headers }: Response): number {
  return headers.has('Content-Encoding') ? 0 : Number(headers.get('Content-Length'));
}

function rangeHeader(range: ByteRange | undefined): Record<string, string> {
  if (range === undefined) return {};
  const { start, end } = range;
  const last = end === undefined ? '' : end - 1;
  return { Range: `bytes=${start < 0 ? start : `${start}-${last}`}` };
}
