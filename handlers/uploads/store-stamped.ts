import type { RequestContext } from '../../lib/context.ts';
import { nowSeconds } from '../../lib/host/clock.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { checkNameLimits } from '../../lib/names/name-limits.ts';
import { type StoredName, type StoredNameParts, stampName } from '../../lib/names/stored-name.ts';
import type { StagedFile } from '../../lib/storage/storage.ts';
import { deletedName } from '../errors/refusals.ts';
import { type StoreContext, type Stored, storeFile } from './store-file.ts';

/** For how long the URL of a stored file takes its own content again, in seconds. */
const repeatableSeconds = 60;

/** As long as every hash: the name can be measured before the body is here. */
const anySha1 = '0'.repeat(40);

/** Throws a 400 if the name of a client's upload is too long, stamp included. */
export function checkStampedName(
  ctx: Pick<RequestContext, 'name' | 'stored' | 'clock' | 'config'>,
): void {
  const seconds = nowSeconds(ctx.clock);
  if (isRecent(ctx.stored, seconds)) checkNameLimits(ctx.name, ctx.config);
  else stamp(ctx, seconds, anySha1);
}

/** Either side of the second counts: another node may have stamped the name, by its own clock. */
export function isRecent(stored: StoredNameParts | undefined, seconds: number): boolean {
  return stored !== undefined && Math.abs(seconds - stored.seconds) <= repeatableSeconds;
}

/**
 * Stores a file under the name it was given, stamped, with this second by default. A name with a
 * tombstone is never used again (I2): the next free second is taken instead.
 */
export async function storeStamped(
  staged: StagedFile,
  ctx: StoreContext & Pick<RequestContext, 'name' | 'stored'>,
  signal: AbortSignal,
  firstSeconds = nowSeconds(ctx.clock),
): Promise<Stored> {
  const { stored } = ctx;
  if (stored !== undefined && (await ctx.tombstones.has(stored.name))) throw deletedName();
  for (let seconds = firstSeconds; ; seconds += 1) {
    const outcome = await storeFile(stamp(ctx, seconds, staged.sha1), staged, ctx, signal);
    if (outcome !== undefined) return outcome;
  }
}

function stamp(
  { name, config }: Pick<RequestContext, 'name' | 'config'>,
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
