import type { RequestContext } from '../../lib/context.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import type { UploadHeaders } from '../../lib/http/upload-headers.ts';
import type { StoredNameParts } from '../../lib/names/stored-name.ts';
import type { StagedFile } from '../../lib/storage/storage.ts';
import { noteChunks } from '../../lib/transfers/transfer-progress.ts';
import { notFound } from '../errors/refusals.ts';
import { stageWhole, withStagedFile } from './stage-body.ts';
import { type StoreContext, storedResponse, storeExactly, storeFile } from './store-file.ts';

/** The context of a peer's PUT, whose name is one of a stored file. */
export type PeerPutContext = StoreContext &
  Pick<RequestContext, 'name' | 'transfers'> & { readonly stored: StoredNameParts };

/**
 * Stores the body of a peer under its exact name, one sender of it at a time. A file that is here
 * is confirmed before its body is read, and an offer (no body at all) of one that is not is a 404.
 * An offer waits like any other sender, because the file may just be arriving.
 */
export async function putFromPeer(
  ctx: PeerPutContext,
  upload: UploadHeaders,
  content: AsyncIterable<Uint8Array>,
): Promise<Response> {
  const { name, sha1, seconds } = ctx.stored;
  const { partials } = ctx.storage;
  return await ctx.transfers.run(name, async (progress) => {
    const found = await storeFile(name, undefined, ctx);
    if (found !== undefined) return storedResponse(found, ctx);
    if (ctx.caller.isOffer) throw notFound(partials.offsetOf(sha1));
    const body = noteChunks(content, progress);
    const { range } = upload;
    const stage = (): Promise<StagedFile> =>
      range === undefined
        ? stageWhole(body, upload, seconds, ctx)
        : partials.append(sha1, body, range);
    return await withStagedFile(stage, upload, ctx, (staged) => store(staged, ctx));
  });
}

async function store(staged: StagedFile, ctx: PeerPutContext): Promise<Response> {
  const { stored } = ctx;
  if (stored.sha1 !== staged.sha1) {
    throw new HttpError(400, `The body's SHA-1 is ${staged.sha1}, not the one in the name.`);
  }
  return storedResponse(await storeExactly(stored.name, staged, ctx), ctx);
}
