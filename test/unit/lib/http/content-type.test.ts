import { describe, expect, test } from 'vitest';
import { contentType, isActiveContent } from '../../../../lib/http/content-type.ts';

describe('the extension decides, in any case, without a charset', () => {
  test.each([
    ['.txt', 'text/plain'],
    ['txt', 'text/plain'],
    ['.TXT', 'text/plain'],
    ['.html', 'text/html'],
    ['.js', 'text/javascript'],
    ['.css', 'text/css'],
    ['.json', 'application/json'],
    ['.png', 'image/png'],
    ['.jpg', 'image/jpeg'],
    ['.pdf', 'application/pdf'],
    ['.gz', 'application/gzip'],
    ['.mp4', 'video/mp4'],
    ['.svg', 'image/svg+xml'],
    ['.flac', 'audio/flac'],
    ['.jfif', 'image/jpeg'],
    ['.tgz', 'application/gzip'],
    ['TGZ', 'application/gzip'],
  ])('%s: %s', (extension, type) => {
    expect(contentType(extension)).toBe(type);
  });

  test.each([
    [''],
    ['.'],
    ['.nosuch'],
    ['.html '],
    ['.toString'],
    ['.__proto__'],
    ['.constructor'],
    ['.é'],
  ])('%j is just bytes', (extension) => {
    expect(contentType(extension)).toBe('application/octet-stream');
  });
});

describe('a type that a browser would run is recognized', () => {
  test.each([
    ['.html'],
    ['.HTM'],
    ['.shtml'],
    ['.xhtml'],
    ['.svg'],
    ['.svgz'],
    ['.xml'],
    ['.xsl'],
    ['.xslt'],
    ['.rdf'],
    ['.atom'],
    ['.rss'],
    ['.mathml'],
    ['.xul'],
    ['.dtd'],
    ['.mht'],
    ['.mhtml'],
    ['.eml'],
    ['.kml'],
    ['.js'],
    ['.MJS'],
    ['.ecma'],
    ['.wasm'],
  ])('%s', (extension) => {
    expect(isActiveContent(contentType(extension))).toBe(true);
  });

  test.each([[''], ['.nosuch'], ['.bin'], ['.exe'], ['.hta'], ['.phtml']])(
    '"%s" counts as one, because it is unknown',
    (extension) => {
      expect(isActiveContent(contentType(extension))).toBe(true);
    },
  );

  test.each([
    ['.txt'],
    ['.csv'],
    ['.md'],
    ['.css'],
    ['.json'],
    ['.webmanifest'],
    ['.png'],
    ['.jpg'],
    ['.webp'],
    ['.mp3'],
    ['.mp4'],
    ['.webm'],
    ['.woff2'],
    ['.pdf'],
    ['.docx'],
    ['.xlsx'],
    ['.zip'],
    ['.appcache'],
    ['.htc'],
    ['.swf'],
    ['.jar'],
  ])('%s is none of it', (extension) => {
    const type = contentType(extension);
    expect(type).not.toBe('application/octet-stream');
    expect(isActiveContent(type)).toBe(false);
  });

  test.each([
    ['text/xsl', true],
    ['multipart/related', true],
    ['application/javascript', true],
    ['application/x-javascript', true],
    ['text/ecmascript', true],
    ['application/wasm+x', false],
    ['text/typescript', false],
    ['text/htmlx', false],
    ['xtext/html', false],
    ['application/xml+zip', false],
  ])('the type %s: %s', (type, active) => {
    expect(isActiveContent(type)).toBe(active);
  });
});
