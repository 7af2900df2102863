import type { RequestContext } from '../lib/context.ts';
import { contentType } from '../lib/http/content-type.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { listSorted, type SortedRange } from '../lib/inventory/list-sorted.ts';
import { partsOf, type StoredName } from '../lib/names/stored-name.ts';
import { requireSecret } from './authorize.ts';
import { storageMissing } from './errors/refusals.ts';

type ListContext = Pick<RequestContext, 'storage' | 'tombstones'>;

/** So many characters are sent at once. */
const maxChunkLength = 16 * 1024;

/**
 * GET and HEAD /_files: the files of this node, a line of JSON for each, in the order of names.
 * `prefix` is how names begin, `after` the name after which a list goes on that broke off, and
 * `limit` how many are wanted. A list without its end is cut off with its connection. Where only
 * writing takes a secret the names are as secret: whoever knows one may read the file.
 */
export async function listFiles(request: Request, ctx: RequestContext): Promise<Response> {
  requireSecret(request, ctx);
  const range = parseRange(new URL(request.url).searchParams);
  if (!(await ctx.storage.isInPlace())) throw storageMissing();
  const headers = { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' };
  if (request.method === 'HEAD') return new Response(null, { headers });
  const release = await ctx.listPlaces.acquire();
  if (release === undefined) {
    throw new HttpError(503, 'Too many lists at once; retry later.', { 'Retry-After': '10' });
  }
  return new Response(streamOf(linesOf(range, ctx), release), { headers });
}

function parseRange(query: URLSearchParams): SortedRange {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('after') ?? '';
  const limit = query.get('limit');
  if (limit === null) return { prefix, after };
  if (!/^[1-9]\d{0,14}$/u.test(limit)) throw new HttpError(400, '`limit` is a number from 1 on.');
  return { prefix, after, limit: Number(limit) };
}

async function* linesOf(range: SortedRange, ctx: ListContext): AsyncGenerator<string> {
  const { limit = Infinity } = range;
  let count = 0;
  for await (const name of listSorted(ctx.storage, range)) {
    const line = await describe(name, ctx);
    if (line === undefined) continue;
    yield `${line}\n`;
    count += 1;
    if (count >= limit) return;
  }
}

/** The line of a file; `undefined` where it is gone, or deleted and not removed yet. */
async function describe(
  name: StoredName,
  { storage, tombstones }: ListContext,
): Promise<string | undefined> {
  const size = await storage.sizeOf(name);
  if (size === undefined || (await tombstones.has(name))) return undefined;
  const { seconds: time, sha1, extension } = partsOf(name);
  return JSON.stringify({ name, size, type: contentType(extension), time, sha1 });
}

/**
 * A body of lines, several together, that calls `onEnd` once it is read, or nobody reads on and
 * what was begun for the next line has ended.
 */
function streamOf(
  lines: AsyncGenerator<string>,
  onEnd: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      async pull(controller) {
        let text = '';
        try {
          let next = await lines.next();
          for (; next.done !== true; next = await lines.next()) {
            text += next.value;
            if (text.length >= maxChunkLength) break;
          }
          if (text !== '') controller.enqueue(encoder.encode(text));
          if (next.done !== true) return;
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        onEnd();
      },
      async cancel() {
        await lines.return(undefined);
        onEnd();
      },
    },
    { highWaterMark: 0 },
  );
}
