import { isFromPeer, isOffer } from '../lib/access/caller.ts';
import type { Context } from '../lib/context.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { deletedReason, reasonHeader } from '../lib/http/node-headers.ts';
import { parseUploadHeaders, type UploadHeaders } from '../lib/http/upload-headers.ts';
import { checkNameLimits } from '../lib/names/name-limits.ts';
import { isReserved } from '../lib/names/request-name.ts';
import { parseStoredName, type StoredNameParts, stampName } from '../lib/names/stored-name.ts';
import type { StagedFile } from '../lib/storage/storage.ts';
import { noteChunks } from '../lib/transfers/transfer-progress.ts';
import { notFound, reservedName } from './refusals.ts';
import { requireWritable } from './require-writable.ts';
import { type StoreContext, storeFile } from './store-file.ts';

type PutContext = StoreContext & Pick<Context, 'transfers' | 'health'>;

/** Long enough for every hash; the name's other part, the time, is taken when the body is there. */
const anySha1 = '0'.repeat(40);

/** PUT: stores a body under its name, stamped with time and hash unless a peer sends it. */
export async function putFile(request: Request, name: string, ctx: PutContext): Promise<Response> {
  const claims = checkHeaders(request, name, ctx);
  requireWritable(ctx.health);
  const stored = parseStoredName(name);
  if (stored === undefined || !isFromPeer(request, ctx.access)) {
    const stage = (): Promise<StagedFile> => stageWhole(bodyOf(request), claims, ctx);
    return await withBody(claims, ctx, stage, (staged) =>
      storeForClient(name, staged, request, ctx),
    );
  }
  return await takeFromPeer(stored, claims, request, ctx);
}

async function takeFromPeer(
  stored: StoredNameParts,
  claims: UploadHeaders,
  request: Request,
  ctx: PutContext,
): Promise<Response> {
  const { name, sha1 } = stored;
  // An offer waits like any other sender: what is arriving is here, or not, when it is answered.
  return await ctx.transfers.run(name, async (progress) => {
    const found = await storeFile(name, undefined, request, ctx);
    if (found !== undefined) return found;
    const { partials } = ctx.storage;
    if (isOffer(request, ctx.access)) throw notFound(partials.offsetOf(sha1));
    const body = noteChunks(bodyOf(request), progress);
    const { range } = claims;
    const stage = (): Promise<StagedFile> =>
      range === undefined ? stageWhole(body, claims, ctx) : partials.append(sha1, body, range);
    return await withBody(claims, ctx, stage, (staged) =>
      storeForPeer(stored, staged, request, ctx),
    );
  });
}

async function withBody(
  claims: UploadHeaders,
  ctx: PutContext,
  stage: () => Promise<StagedFile>,
  store: (staged: StagedFile) => Promise<Response>,
): Promise<Response> {
  await ctx.journal.checkSpace();
  const staged = await stage();
  try {
    if (claims.sha1 !== undefined && claims.sha1 !== staged.sha1) {
      throw new HttpError(400, `The body's SHA-1 is ${staged.sha1}, not the X-Content-SHA1 sent.`);
    }
    return await store(staged);
  } finally {
    await staged.dispose();
  }
}

async function stageWhole(
  body: AsyncIterable<Uint8Array>,
  { sizeBytes = 0 }: UploadHeaders,
  { storage, config }: PutContext,
): Promise<StagedFile> {
  await storage.checkSpace(sizeBytes);
  return await storage.stage(body, config.maxSizeBytes);
}

function bodyOf(request: Request): AsyncIterable<Uint8Array> {
  return request.body ?? noBody();
}

/** All refusals that need no body: a client that waits for `100 Continue` need not send it. */
function checkHeaders(request: Request, name: string, ctx: PutContext): UploadHeaders {
  if (name === '') throw new HttpError(400, 'The name is empty.');
  if (isReserved(name)) throw reservedName();
  const stored = parseStoredName(name);
  if (stored === undefined && isFromPeer(request, ctx.access)) {
    throw new HttpError(400, 'A peer must send a full stored name.');
  }
  if (stored !== undefined && ctx.tombstones.has(stored.name)) throw deleted();
  if (!isFromPeer(request, ctx.access)) {
    const seconds = nowSeconds(ctx);
    if (stored?.seconds === seconds) checkNameLimits(name, ctx.config);
    else stampWithin(name, seconds, anySha1, ctx);
  }
  const claims = parseUploadHeaders(request, isFromPeer(request, ctx.access));
  const limit = Math.min(ctx.config.maxSizeBytes, Number.MAX_SAFE_INTEGER);
  if ((claims.sizeBytes ?? 0) > limit) {
    throw new HttpError(413, `The body is larger than the limit of ${limit} bytes.`);
  }
  return claims;
}

async function storeForPeer(
  stored: StoredNameParts,
  staged: StagedFile,
  request: Request,
  ctx: PutContext,
): Promise<Response> {
  if (stored.sha1 !== staged.sha1) {
    throw new HttpError(400, `The body's SHA-1 is ${staged.sha1}, not the one in the name.`);
  }
  return orDeleted(await storeFile(stored.name, staged, request, ctx));
}

/** A name that is known to be deleted is never used again (I2): the next free second is taken. */
async function storeForClient(
  name: string,
  staged: StagedFile,
  request: Request,
  ctx: PutContext,
): Promise<Response> {
  const stored = parseStoredName(name);
  if (stored !== undefined && ctx.tombstones.has(stored.name)) throw deleted();
  const now = nowSeconds(ctx);
  if (stored?.sha1 === staged.sha1 && stored.seconds === now) {
    return orDeleted(await storeFile(stored.name, staged, request, ctx));
  }
  for (let seconds = now; ; seconds += 1) {
    const stamped = stampWithin(name, seconds, staged.sha1, ctx);
    const response = await storeFile(stamped.name, staged, request, ctx);
    if (response !== undefined) return response;
  }
}

function stampWithin(
  name: string,
  seconds: number,
  sha1: string,
  { config }: PutContext,
): StoredNameParts {
  const stamped = stampName(name, seconds, sha1);
  if (stamped === undefined) throw tooLong();
  checkNameLimits(stamped.name, config);
  return stamped;
}

/** The very name that was sent, and no other, was asked for: its deletion is a refusal. */
function orDeleted(response: Response | undefined): Response {
  if (response === undefined) throw deleted();
  return response;
}

function deleted(): HttpError {
  const message = 'The file of this name was deleted, and a name is never used again.';
  return new HttpError(409, message, { [reasonHeader]: deletedReason });
}

function tooLong(): HttpError {
  return new HttpError(400, 'The name is too long once time and hash are added.');
}

/** A clock set before 1970 counts as 1970: a stamp has no sign. */
function nowSeconds(ctx: Pick<Context, 'clock'>): number {
  return Math.max(Math.floor(ctx.clock.nowMs() / 1000), 0);
}

async function* noBody(): AsyncGenerator<Uint8Array> {}
