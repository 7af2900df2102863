/**
 * What a `Location` says about a name. `exact`: the name, and nothing before it, so the sender's
 * root is the receiver's. `within`: it ends with the name, as behind a peer's own URL or a prefix.
 * `other`: another name. `none`: there is no `Location`.
 */
export type LocationMatch = 'exact' | 'within' | 'other' | 'none';

/** Compares a `Location` with a name, whatever of it is percent-encoded. */
export function matchLocation(location: string | undefined, name: string): LocationMatch {
  if (location === undefined) return 'none';
  const texts = [location, decode(location)];
  if (texts.includes(`/${name}`)) return 'exact';
  return texts.some((text) => text.endsWith(`/${name}`)) ? 'within' : 'other';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
