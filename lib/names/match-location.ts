/**
 * How a `Location` matches a name. `exact`: it is the name and nothing before it, so both nodes
 * have the same root. `within`: it ends with the name, as after the peer's public URL or a prefix.
 * `other`: another name. `none`: there is no `Location`.
 */
export type LocationMatch = 'exact' | 'within' | 'other' | 'none';

/** Compares a `Location` with a name, no matter which characters are percent-encoded. */
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
