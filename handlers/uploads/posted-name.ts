import { checkSignedUpload } from '../../lib/access/signed-upload.ts';
import type { RequestContext } from '../../lib/context.ts';
import { fileNameOf } from '../../lib/names/file-name-of.ts';
import { isReserved } from '../../lib/names/request-name.ts';
import { checkStampedName } from './store-stamped.ts';

/** What naming a file takes. */
export type NamingContext = Pick<RequestContext, 'name' | 'signedFor' | 'config' | 'clock'>;

/** What a file is called that has no name of its own. */
const unnamed = 'file';

/**
 * The name of a file that its sender calls `fileName`, below the directory that was posted to.
 * Throws where no upload may have it, or where the signature in the URL is not for it.
 */
export function nameInDirectory(
  ctx: NamingContext,
  fileName: string,
  statedType: string | null,
): string {
  const segment = fileNameOf(fileName) ?? unnamed;
  const name = ctx.name + (isReserved(ctx.name + segment) ? unnamed + segment : segment);
  checkStampedName({ ...ctx, name, stored: undefined });
  if (ctx.signedFor !== undefined) checkSignedUpload(ctx.signedFor, name, [statedType]);
  return name;
}
