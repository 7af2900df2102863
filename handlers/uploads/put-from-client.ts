import type { RequestContext } from '../../lib/context.ts';
import { noRedirect, preferenceHeader, prefersNoRedirect } from '../../lib/copies/preferences.ts';
import { nowSeconds } from '../../lib/host/clock.ts';
import { isExcludedVersion } from '../../lib/http/preconditions.ts';
import type { UploadHeaders } from '../../lib/http/upload-headers.ts';
import { dependsOnFile, forbidsUpload } from '../../lib/http/write-preconditions.ts';
import type { StoredNameParts } from '../../lib/names/stored-name.ts';
import type { StagedFile } from '../../lib/storage/storage.ts';
import { preconditionFailed } from '../errors/refusals.ts';
import { stageWhole, withStagedFile } from './stage-body.ts';
import { type StoreContext, storedResponse, storeFile } from './store-file.ts';
import { isRecent, storeStamped } from './store-stamped.ts';

type ClientContext = StoreContext &
  Pick<RequestContext, 'name' | 'stored' | 'signedFor' | 'access' | 'turn'>;

/** Stores the body of a client under the name it gave, stamped with the time and its hash. */
export async function putFromClient(
  request: Request,
  ctx: ClientContext,
  upload: UploadHeaders,
): Promise<Response> {
  const begunSeconds = nowSeconds(ctx.clock);
  if (dependsOnFile(request.headers)) await checkPreconditions(request, ctx);
  const stage = (): Promise<StagedFile> =>
    stageWhole(ctx.turn.receive(request.body), upload, begunSeconds, ctx);
  return await withStagedFile(stage, upload, ctx, async (staged) => {
    const { stored } = ctx;
    if (stored?.sha1 === staged.sha1) {
      const repeated = await storeAsAsked(staged, begunSeconds, request, { ...ctx, stored });
      if (repeated !== undefined) return repeated;
    }
    const outcome = await storeStamped(staged, ctx, request.signal);
    const isUnwanted = outcome.status === 302 && prefersNoRedirect(request.headers);
    // The signature is in the query, and `Location` has none.
    const response = storedResponse(outcome, ctx, ctx.signedFor === undefined && !isUnwanted);
    if (isUnwanted) response.headers.set(preferenceHeader, noRedirect);
    return response;
  });
}

/**
 * Throws a 412 if a condition on the name asked for fails (RFC 9110 §13). Only a stored name can
 * name a file, and only for a caller that may read it: to all others the response would tell
 * whether a private file is here. Uploads of peers are not checked: another node has accepted them.
 */
async function checkPreconditions(
  { headers }: Request,
  { stored, storage, access, caller }: ClientContext,
): Promise<void> {
  const mayRead = !access.isRestricted('read') || caller.roles.has('read');
  const mayBeHere = mayRead && stored !== undefined;
  const isHere = mayBeHere && (await storage.version(stored.name)) !== undefined;
  if (forbidsUpload(headers, isHere ? stored : undefined)) throw preconditionFailed();
}

/**
 * Stores a file whose hash is in the name asked for under that name in the second of its stamp. For
 * a while longer a file that is here is confirmed. A client that follows its 302 sends the file to
 * that URL, and another 302 to the same place would never end.
 */
async function storeAsAsked(
  staged: StagedFile,
  begunSeconds: number,
  request: Request,
  ctx: ClientContext & { readonly stored: StoredNameParts },
): Promise<Response | undefined> {
  const { stored } = ctx;
  const isNow = stored.seconds === nowSeconds(ctx.clock);
  if (!isNow && !isRecent(stored, begunSeconds)) return undefined;
  const outcome = await storeFile(stored.name, isNow ? staged : undefined, ctx, request.signal);
  if (outcome === undefined) return undefined;
  // The file may have come while the body was received.
  if (outcome.status === 302 && isExcludedVersion(request.headers, stored)) {
    throw preconditionFailed();
  }
  return storedResponse(outcome, ctx, false);
}
