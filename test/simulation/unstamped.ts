import type { StoredNameParts } from '../../lib/names/stored-name.ts';

/** The requested name of which a stored name was made. */
export function unstamped({ name, seconds, sha1 }: StoredNameParts): string {
  const stamp = `_${seconds}_${sha1}`;
  const at = name.lastIndexOf(stamp);
  return name.slice(0, at) + name.slice(at + stamp.length);
}
