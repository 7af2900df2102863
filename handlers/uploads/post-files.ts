import { describePosted, type PostedFile } from '../../lib/forms/posted-file.ts';
import { parseReturn } from '../../lib/forms/return-url.ts';
import { refuseOtherSites } from '../../lib/requests/own-origin.ts';
import { requireWritable } from '../errors/refusals.ts';
import { postedResponse } from './posted-response.ts';
import { type PostContext, type PostedUpload, stagePosted } from './stage-posted.ts';
import type { StoreContext } from './store-file.ts';
import { storeStamped } from './store-stamped.ts';

/**
 * POST to a directory: stores the files of a form, or the content of one file whose name is in
 * `Content-Disposition`, each as a PUT of its name would. Nothing is stored before all of them are
 * here, so whoever is refused has nothing to take back.
 */
export async function postFiles(
  request: Request,
  ctx: PostContext & StoreContext,
): Promise<Response> {
  const { config, signedFor, health, journal } = ctx;
  if (signedFor === undefined) refuseOtherSites(request, config);
  const returnTo = parseReturn(request, config);
  requireWritable(health);
  await journal.checkSpace();
  const uploads: PostedUpload[] = [];
  try {
    await stagePosted(request, ctx, uploads);
    const files: PostedFile[] = [];
    for (const upload of uploads) files.push(await store(upload, request.signal, ctx));
    return postedResponse(files, request.headers.get('accept'), returnTo);
  } finally {
    await Promise.all(uploads.map(({ staged }) => staged.dispose()));
  }
}

/** Stores one file, and says how its sender finds it. */
async function store(
  { name: given, staged }: PostedUpload,
  signal: AbortSignal,
  ctx: StoreContext,
): Promise<PostedFile> {
  const { name } = await storeStamped(staged, { ...ctx, name: given, stored: undefined }, signal);
  return describePosted(name, staged, ctx.config.publicUrl);
}
