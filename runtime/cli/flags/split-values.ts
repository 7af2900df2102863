import type { Flag } from './flag.ts';

/** The comma in a user or a path of a URL is part of it. */
const beforeUrl = /\s+|,(?=\s|,|$|https?:\/\/)/iu;
const anywhere = /[\s,]+/u;

/** The values in a text for a repeatable flag, which are separated by blanks or commas. */
export function splitValues(flag: Flag, text: string): readonly string[] {
  if (flag.isRepeatable !== true) return [text];
  return text.split(flag.placeholder === 'url' ? beforeUrl : anywhere);
}
