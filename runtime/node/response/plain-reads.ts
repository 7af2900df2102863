import { router } from '../../../handlers/router.ts';
import type { Context } from '../../../lib/context.ts';
import { nowSeconds } from '../../../lib/host/clock.ts';
import { contentType, isText } from '../../../lib/http/content-type.ts';
import { describeFile } from '../../../lib/http/file-headers.ts';
import type { StoredNameParts } from '../../../lib/names/stored-name.ts';
import type { CacheableRequest } from './cacheable-request.ts';
import { fileAt } from './file-at.ts';
import type { ResponseParts } from './response-parts.ts';

/**
 * Responds to a GET of a whole file as the application does, but without its Fetch objects, which
 * cost more than the read of a small file. `undefined` for all that is not that simple, and
 * whenever something fails: then the application finds out what to respond.
 */
export type PlainReads = (
  request: CacheableRequest,
  clientAddress: string | undefined,
) => Promise<ResponseParts | undefined>;

/** Creates the plain reads of a node. */
export function createPlainReads(ctx: Context): PlainReads {
  const { storage, tombstones, admission, config, clock } = ctx;

  function isPlain({ method, target, ifNoneMatch }: CacheableRequest): boolean {
    return method === 'GET' && ifNoneMatch === undefined && !target.includes('?');
  }

  async function read(parts: StoredNameParts): Promise<ResponseParts | undefined> {
    const file = await storage.open(parts.name, 'whole');
    if (file === undefined) return undefined;
    try {
      const isUtf8 = isText(contentType(parts.extension)) && (await file.isUtf8());
      const head = headOf(parts, { isUtf8, sizeBytes: file.sizeBytes });
      return { status: 200, head, body: await file.readAll() };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  function headOf(
    parts: StoredNameParts,
    { isUtf8, sizeBytes }: { readonly isUtf8: boolean | undefined; readonly sizeBytes: number },
  ): string[] {
    const headers = describeFile(parts, { isUtf8, nowSeconds: nowSeconds(clock) });
    headers.set('Content-Length', String(sizeBytes));
    router.complete(headers, { method: 'GET', origin: null }, ctx);
    return [...headers].flat();
  }

  return async (request, clientAddress) => {
    // In a bucket each look is a request.
    if (storage.knowsDeleted || !isPlain(request)) return undefined;
    const turn = admission.begin({ url: request.target, clientAddress, isPeer: () => false });
    try {
      turn.enter();
      const parts = fileAt(request, config.mount);
      if (parts === undefined || tombstones.mayHave(parts.name)) return undefined;
      return await read(parts);
    } catch (error) {
      ctx.log.debug('a plain read failed; the application is asked', { error });
      return undefined;
    } finally {
      turn.end();
    }
  };
}
