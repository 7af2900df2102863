import { contentType } from '../http/content-type.ts';
import { HttpError } from '../http/http-error.ts';
import { isInRange, isSameType, mayMean } from '../http/media-type.ts';
import { splitName } from '../names/stored-name.ts';

/**
 * Throws a 415 unless a file of this name is served as a type that was signed. What the sender
 * states, if anything, must be that type too, under any of its names, or at least one that was
 * signed.
 */
export function checkSignedType(signed: string, statedType: string | null, name: string): void {
  const served = contentType(splitName(name).extension);
  const [stated = ''] = (statedType ?? '').split(';', 1);
  const type = stated.trim();
  const mayBeSent = type === '' || mayMean(type, served) || isOfType(type, signed);
  if (mayBeSent && isOfType(served, signed)) return;
  const means = `a file of this name is served as ${served}`;
  throw new HttpError(415, `The URL is signed for ${signed} only, and ${means}.`);
}

/** Whether a type is the one that was signed, or in the range of types. */
function isOfType(type: string, signed: string): boolean {
  return signed.endsWith('/*') ? isInRange(type, signed) : isSameType(type, signed);
}
