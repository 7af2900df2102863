import { exceedsBytes } from './exceeds-bytes.ts';
import { maxSegmentBytes, splitName } from './stored-name.ts';

/** What the time and the hash add to a segment, at most: two underscores, 15 digits and 40. */
const stampBytes = 57;
const maxBytes = maxSegmentBytes - stampBytes;
/** A longer extension is none: it is cut like the rest. */
const maxExtensionBytes = 32;

/**
 * The last segment of a name for a file that somebody calls `text`: a path of any system, from a
 * form or a header. Directories and control characters are left out, and what is too long to be
 * stamped is cut before its extension. `undefined` where nothing is left that could name a file.
 */
export function fileNameOf(text: string): string | undefined {
  const start = Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1;
  const plain = text
    .slice(start)
    .replace(/\p{Cc}/gu, '')
    .replace(/\p{Cs}/gu, '\u{FFFD}');
  const name = cut(plain.trim());
  return /^\.{0,2}$/u.test(name) ? undefined : name;
}

function cut(name: string): string {
  if (!exceedsBytes(name, maxBytes)) return name;
  const { stem, extension } = splitName(name);
  const isKept = !exceedsBytes(extension, maxExtensionBytes);
  const end = isKept ? extension : '';
  const characters = [...(isKept ? stem : name).slice(0, maxBytes)];
  // Each takes a byte at least, so few are left to be taken off.
  while (exceedsBytes(characters.join('') + end, maxBytes)) characters.pop();
  return characters.join('').replace(/\p{Cs}/gu, '') + end;
}
