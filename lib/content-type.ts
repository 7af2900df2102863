import mime from 'mime';

const activePattern =
  /^text\/(?:html|xml|xsl)$|^application\/(?:xml|xml-dtd)$|\+xml$|^multipart\/|^message\//u;

/** The media type of a file by its extension (with or without the dot), without a charset. */
export function contentType(extension: string): string {
  return mime.getType(extension) ?? 'application/octet-stream';
}

/**
 * Tells whether a browser would run a document of this type, with the rights of the site it came
 * from: HTML, and every XML language, since any of them may hold a script or a style sheet.
 */
export function isActiveContent(type: string): boolean {
  return activePattern.test(type);
}
