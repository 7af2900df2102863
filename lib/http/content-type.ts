import mime from 'mime';

const unknownType = 'application/octet-stream';
/** Names that the library still gives, and the registered ones that they have given way to. */
const registered = new Map([
  ['audio/x-flac', 'audio/flac'], // RFC 9639
  ['image/pjpeg', 'image/jpeg'], // a name for progressive JPEG, which was never registered
]);
/** Extensions that the library does not know. */
const unlisted = new Map([['tgz', 'application/gzip']]); // `mime_util.cc` of Chromium
const documentPattern =
  /^text\/(?:html|xml|xsl)$|^application\/(?:xml|xml-dtd)$|\+xml$|^multipart\/|^message\//u;
const programPattern = /^(?:text|application)\/(?:x-)?(?:java|ecma)script$|^application\/wasm$/u;

/** The media type of a file by its extension (with or without the dot), without a charset. */
export function contentType(extension: string): string {
  const type =
    mime.getType(extension) ??
    unlisted.get(extension.replace('.', '').toLowerCase()) ??
    unknownType;
  return registered.get(type) ?? type;
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

/** Tells whether a type is of a text, which a client reads in the charset beside it. */
export function isText(type: string): boolean {
  return type.startsWith('text/');
}
