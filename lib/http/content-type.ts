import mime from 'mime';

const unknownType = 'application/octet-stream';
const documentPattern =
  /^text\/(?:html|xml|xsl)$|^application\/(?:xml|xml-dtd)$|\+xml$|^multipart\/|^message\//u;
const programPattern = /^(?:text|application)\/(?:x-)?(?:java|ecma)script$|^application\/wasm$/u;

/** The media type of a file by its extension (with or without the dot), without a charset. */
export function contentType(extension: string): string {
  return mime.getType(extension) ?? unknownType;
}

/**
 * Tells whether a browser could run a file of this type with the rights of the site it came from.
 * These are HTML and every XML language, because they may contain scripts or style sheets; scripts
 * and WebAssembly, which may become a worker; and unknown types, because a browser may guess.
 *
 * Not PDF, although it may contain scripts: viewers run those outside of any site. In a sandbox old
 * versions of Chromium showed no PDF at all; current ones ignore it there.
 */
export function isActiveContent(type: string): boolean {
  return type === unknownType || documentPattern.test(type) || programPattern.test(type);
}
