/** A list that is longer, in characters or in names, is none that a library for browsers sends. */
const maxLength = 2048;
const maxNames = 64;
/** A field name (RFC 9110 §5.6.2). */
const tokenPattern = /^[\w!#$%&'*+.^`|~-]+$/u;

/**
 * Parses `Access-Control-Request-Headers`: the headers that a page wants to send, in lower case.
 * Empty if the list is malformed, or longer than 2,048 characters or 64 names.
 */
export function parseRequestedHeaders(list: string): readonly string[] {
  if (list.length > maxLength) return [];
  // RFC 9110 §5.6.1.2: empty elements count for nothing.
  const names = list.split(',').map((name) => name.trim().toLowerCase());
  const given = names.filter((name) => name !== '');
  const isValid = given.length <= maxNames && given.every((name) => tokenPattern.test(name));
  return isValid ? given : [];
}
