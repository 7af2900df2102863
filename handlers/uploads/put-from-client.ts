import type { RequestContext } from '../../lib/context.ts';
import { nowSeconds } from '../../lib/host/clock.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { isExcludedVersion } from '../../lib/http/preconditions.ts';
import { noRedirect, preferenceHeader, prefersNoRedirect } from '../../lib/http/preferences.ts';
import type { UploadHeaders } from '../../lib/http/upload-headers.ts';
import { dependsOnFile, forbidsUpload } from '../../lib/http/write-preconditions.ts';
import { checkNameLimits } from '../../lib/names/name-limits.ts';
import { type StoredName, type StoredNameParts, stampName } from '../../lib/names/stored-name.ts';
import type { StagedFile } from '../../lib/storage/storage.ts';
import { deletedName, preconditionFailed } from '../errors/refusals.ts';
import { stageWhole, withStagedFile } from './stage-body.ts';
import { type StoreContext, type Stored, storedResponse, storeFile } from './store-file.ts';

type ClientContext = StoreContext &
  Pick<RequestContext, 'name' | 'stored' | 'signedFor' | 'access' | 'turn'>;

/** For how long the URL of a stored file takes its own content again, in seconds. */
const repeatableSeconds = 60;

/** As long as every hash: the name can be measured before the body is here. */
const anySha1 = '0'.repeat(40);

/** Throws a 400 if the name of a client's upload is too long, stamp included. */
export function checkStampedName(
  ctx: Pick<ClientContext, 'name' | 'stored' | 'clock' | 'config'>,
): void {
  const seconds = nowSeconds(ctx.clock);
  if (isRecent(ctx.stored, seconds)) checkNameLimits(ctx.name, ctx.config);
  else stamp(ctx, seconds, anySha1);
}

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
    const isUnwanted = prefersNoRedirect(request.headers);
    // The signature is in the query, and `Location` has none.
    const response = storedResponse(outcome, ctx, ctx.signedFor === undefined && !isUnwanted);
    if (isUnwanted && outcome.status === 302) response.headers.set(preferenceHeader, noRedirect);
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

/** Either side of the second counts: another node may have stamped the name, by its own clock. */
function isRecent(stored: StoredNameParts | undefined, seconds: number): boolean {
  return stored !== undefined && Math.abs(seconds - stored.seconds) <= repeatableSeconds;
}

/**
 * Stores a file under the name it was given, stamped. A name with a tombstone is never used again
 * (I2): the next free second is taken instead.
 */
export async function storeStamped(
  staged: StagedFile,
  ctx: StoreContext & Pick<RequestContext, 'name' | 'stored'>,
  signal: AbortSignal,
): Promise<Stored> {
  const { stored } = ctx;
  if (stored !== undefined && (await ctx.tombstones.has(stored.name))) throw deletedName();
  for (let seconds = nowSeconds(ctx.clock); ; seconds += 1) {
    const outcome = await storeFile(stamp(ctx, seconds, staged.sha1), staged, ctx, signal);
    if (outcome !== undefined) return outcome;
  }
}

function stamp(
  { name, config }: Pick<ClientContext, 'name' | 'config'>,
  seconds: number,
  sha1: string,
): StoredName {
  const stamped = stampName(name, seconds, sha1);
  if (stamped === undefined) {
    throw new HttpError(400, 'The name is too long once time and hash are added.');
  }
  checkNameLimits(stamped.name, config);
  return stamped.name;
}
