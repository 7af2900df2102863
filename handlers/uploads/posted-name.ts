import { checkSignedType } from '../../lib/access/signed-type.ts';
import type { RequestContext } from '../../lib/context.ts';
import { HttpError } from '../../lib/http/http-error.ts';
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
  const { signedFor } = ctx;
  if (signedFor === undefined) return name;
  if (!name.startsWith(signedFor.prefix)) {
    throw new HttpError(403, `The URL is signed for names that begin with ${signedFor.prefix}.`);
  }
  if (signedFor.type !== undefined) checkSignedType(signedFor.type, statedType, name);
  return name;
}
