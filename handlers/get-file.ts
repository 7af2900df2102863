import type { RequestContext } from '../lib/context.ts';
import { nowSeconds } from '../lib/host/clock.ts';
import { parseByteRange } from '../lib/http/byte-range.ts';
import { formatAttachment } from '../lib/http/content-disposition.ts';
import { contentType, isActiveContent, isText } from '../lib/http/content-type.ts';
import { describeFile, restrictSharing } from '../lib/http/file-headers.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { allowsRange, asksForWhole, evaluatePreconditions } from '../lib/http/preconditions.ts';
import { type StoredNameParts, unstampedSegment } from '../lib/names/stored-name.ts';
import type { StoredFile } from '../lib/storage/stored-file.ts';
import { corruptCopy, notFound, preconditionFailed, storageMissing } from './errors/refusals.ts';
import { isUnreadable, openRemote, type RemoteContext } from './open-remote.ts';

type GetContext = RemoteContext &
  Pick<RequestContext, 'stored' | 'access' | 'readableUntilSeconds' | 'inventory' | 'log'>;

/**
 * GET and HEAD: serves a file or a range of it, or confirms that the client's copy is current. What
 * is not here, or can't be read here, is read from a peer.
 */
export async function getFile(request: Request, ctx: GetContext): Promise<Response> {
  const parts = ctx.stored;
  if (parts === undefined || (await isDeleted(parts, ctx))) throw notFound();
  refuseServiceWorker(request, parts);
  let failure: unknown;
  try {
    const file = await ctx.storage.open(parts.name, useOf(request));
    if (file !== undefined) return await respondWith(file, request, parts, ctx);
  } catch (error) {
    // Nothing was sent yet.
    if (!isUnreadable(error)) throw error;
    failure = error;
  }
  const remote = await openRemote(request, ctx, parts);
  if (remote === undefined) throw failure ?? (await absence(parts, ctx));
  if (failure !== undefined) {
    ctx.log.warn('a file that can not be read here is read from a peer', {
      name: parts.name,
      error: failure,
    });
  }
  return await respondWith(remote, request, parts, ctx);
}

/** Whether a name has a tombstone, unless the storage says so when it opens the file. */
async function isDeleted(
  { name }: StoredNameParts,
  { storage, tombstones }: GetContext,
): Promise<boolean> {
  return !storage.knowsDeleted && (await tombstones.has(name));
}

/** How the file is going to be read, by what is known before it is open. */
function useOf({ method, headers }: Request): 'whole' | 'part' {
  return method === 'GET' && asksForWhole(headers) ? 'whole' : 'part';
}

async function respondWith(
  file: StoredFile,
  request: Request,
  parts: StoredNameParts,
  ctx: GetContext,
): Promise<Response> {
  try {
    if (ctx.caller.isPeer) await waitUntilDurable(parts, ctx);
    const isUtf8 = isText(contentType(parts.extension)) && (await file.isUtf8());
    return await fileResponse(request, parts, file, headersFor(request, parts, isUtf8, ctx));
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Why a file is not served that neither this node has nor, as far as is known, a peer. */
async function absence(parts: StoredNameParts, ctx: GetContext): Promise<HttpError> {
  await noteAbsence(parts, ctx);
  // That may have found it out.
  if (ctx.health.isStorageMissing) return storageMissing();
  return ctx.storage.quarantined.has(parts.name) ? corruptCopy() : notFound(offsetFor(parts, ctx));
}

/** Takes note where somebody has removed the file by hand: then peers find that it is missing. */
async function noteAbsence(
  { name }: StoredNameParts,
  { storage, inventory, nameLocks }: GetContext,
): Promise<void> {
  const isExpected = inventory.stored.has(inventory.fingerprintName(name));
  if (!isExpected || !(await storage.isInPlace())) return;
  await nameLocks.withLock(name, () => storage.stateOf(name));
}

/**
 * A peer that stores what it reads here never sends it back, so this node must not lose it. A
 * commit may be under way that has shown the file already.
 */
async function waitUntilDurable(
  { name }: StoredNameParts,
  { storage, nameLocks }: Pick<RequestContext, 'storage' | 'nameLocks'>,
): Promise<void> {
  await nameLocks.withLock(name, () => storage.ensureDurable(name));
}

function headersFor(
  request: Request,
  parts: StoredNameParts,
  isUtf8: boolean | undefined,
  ctx: GetContext,
): Headers {
  const headers = describeFile(parts, { isUtf8, nowSeconds: nowSeconds(ctx.clock) });
  if (ctx.access.isRestricted('read')) {
    restrictSharing(headers, {
      isBySecret: request.headers.has('authorization'),
      secondsLeft: isUtf8 === undefined ? 0 : secondsLeft(ctx),
    });
  }
  if (isDownload(request)) {
    headers.set('Content-Disposition', formatAttachment(unstampedSegment(parts.name)));
  }
  return headers;
}

/** For how long this may be read; `Infinity` where no signed URL permits it. */
function secondsLeft({ readableUntilSeconds, clock }: GetContext): number {
  return (readableUntilSeconds ?? Infinity) - clock.nowMs() / 1000;
}

/** How many bytes are here of an interrupted transfer, for a peer that may be about to send it. */
function offsetFor(
  { sha1 }: StoredNameParts,
  { storage, caller }: Pick<RequestContext, 'storage' | 'caller'>,
): number | undefined {
  return caller.isPeer ? storage.partials.offsetOf(sha1) : undefined;
}

/**
 * A service worker could intercept every later request to this site, so a stored file is never
 * served as one. Only active content can become one, and those files say `Vary: Service-Worker`, so
 * that a cache in front of the node does not serve them as one either.
 */
function refuseServiceWorker({ headers }: Request, { extension }: StoredNameParts): void {
  if (!headers.has('service-worker') || !isActiveContent(contentType(extension))) return;
  throw new HttpError(403, "Stored files can't be registered as service workers.");
}

/** `?download`, whatever its value: a link must not choose the name that a file is saved under. */
function isDownload({ url }: Request): boolean {
  return url.includes('?') && new URL(url).searchParams.has('download');
}

/** Preconditions, then range, then headers, then the body (RFC 9110 §13.2.2). */
async function fileResponse(
  request: Request,
  parts: StoredNameParts,
  file: StoredFile,
  headers: Headers,
): Promise<Response> {
  const condition = evaluatePreconditions(request.headers, parts);
  if (condition === 412) throw preconditionFailed();
  if (condition === 304) return await withoutBody(file, 304, headers);
  const range = requestedRange(request, parts, file.sizeBytes);
  if (range === 'unsatisfiable') {
    const contentRange = { 'Content-Range': `bytes */${file.sizeBytes}` };
    throw new HttpError(416, `The file has ${file.sizeBytes} bytes.`, contentRange);
  }
  if (range === 'whole') {
    headers.set('Content-Length', String(file.sizeBytes));
    if (request.method === 'HEAD') return await withoutBody(file, 200, headers);
    return new Response(await file.readAll(), { status: 200, headers });
  }
  const lengthBytes = range.last - range.first + 1;
  headers.set('Content-Length', String(lengthBytes));
  headers.set('Content-Range', `bytes ${range.first}-${range.last}/${file.sizeBytes}`);
  // A range that is the whole file can be verified like one (I3).
  const isWhole = lengthBytes === file.sizeBytes;
  const body = isWhole ? await file.readAll() : file.readRange(range.first, range.last);
  return new Response(body, { status: 206, headers });
}

/** `Range` is defined for GET only (RFC 9110 §14.2). */
function requestedRange(
  { method, headers }: Request,
  parts: StoredNameParts,
  sizeBytes: number,
): ReturnType<typeof parseByteRange> {
  const header = method === 'HEAD' ? null : headers.get('range');
  if (header === null || !allowsRange(headers, parts)) return 'whole';
  return parseByteRange(header, sizeBytes);
}

async function withoutBody(file: StoredFile, status: number, headers: Headers): Promise<Response> {
  await file.close();
  return new Response(null, { status, headers });
}
