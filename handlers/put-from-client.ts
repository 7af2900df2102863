import type { RequestContext } from '../lib/context.ts';
import { nowSeconds } from '../lib/host/clock.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { forbidsUpload } from '../lib/http/preconditions.ts';
import type { UploadHeaders } from '../lib/http/upload-headers.ts';
import { checkNameLimits } from '../lib/names/name-limits.ts';
import { type StoredName, stampName } from '../lib/names/stored-name.ts';
import type { StagedFile } from '../lib/storage/storage.ts';
import { deletedName, preconditionFailed } from './errors.ts';
import { bodyOf, stageWhole, withStagedFile } from './stage-body.ts';
import { type StoreContext, storeExactly, storeFile } from './store-file.ts';

type ClientContext = StoreContext & Pick<RequestContext, 'name' | 'stored'>;

/** As long as every hash: the name can be measured before the body is here. */
const anySha1 = '0'.repeat(40);

/** Throws a 400 if the name of a client's upload is too long, stamp included. */
export function checkStampedName(
  ctx: Pick<ClientContext, 'name' | 'stored' | 'clock' | 'config'>,
): void {
  const seconds = nowSeconds(ctx.clock);
  if (ctx.stored?.seconds === seconds) checkNameLimits(ctx.name, ctx.config);
  else stamp(ctx, seconds, anySha1);
}

/** Stores the body of a client under the name it gave, stamped with the time and its hash. */
export async function putFromClient(
  request: Request,
  ctx: ClientContext,
  upload: UploadHeaders,
): Promise<Response> {
  await checkPreconditions(request, ctx);
  const stage = (): Promise<StagedFile> => stageWhole(bodyOf(request), upload, ctx);
  return await withStagedFile(stage, upload, ctx, (staged) => store(staged, request, ctx));
}

/**
 * Throws a 412 if a condition on the name asked for fails (RFC 9110 §13). Only a stored name can
 * name a file. Uploads of peers are not checked: another node has accepted them.
 */
async function checkPreconditions(
  { headers }: Request,
  { stored, storage }: ClientContext,
): Promise<void> {
  const isHere = stored !== undefined && (await storage.version(stored.name)) !== undefined;
  if (forbidsUpload(headers, isHere ? stored : undefined)) throw preconditionFailed();
}

/** A name with a tombstone is never used again (I2): the next free second is taken instead. */
async function store(staged: StagedFile, request: Request, ctx: ClientContext): Promise<Response> {
  const { stored } = ctx;
  if (stored !== undefined && ctx.tombstones.has(stored.name)) throw deletedName();
  const now = nowSeconds(ctx.clock);
  if (stored?.sha1 === staged.sha1 && stored.seconds === now) {
    return await storeExactly(stored.name, staged, request, ctx);
  }
  for (let seconds = now; ; seconds += 1) {
    const response = await storeFile(stamp(ctx, seconds, staged.sha1), staged, request, ctx);
    if (response !== undefined) return response;
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
