/**
 * Removes all slashes at the end of a URL or path, in linear time (a regular expression is not).
 */
export function withoutTrailingSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}
