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
 * Tells whether a browser would run a file of this type, with the rights of the site it came from:
 * HTML and every XML language, since any of them may hold a script or a style sheet; scripts and
 * WebAssembly, which may become a worker; and what is of no known type, lest somebody guess one.
 *
 * A PDF is none of it, although it may hold scripts: viewers run them apart from every site. And
 * the sandbox, which today's Chromium disregards there, made older ones show no PDF at all.
 */
export function isActiveContent(type: string): boolean {
  return type === unknownType || documentPattern.test(type) || programPattern.test(type);
}
