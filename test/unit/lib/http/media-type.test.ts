import other from 'mime/types/other.js';
import standard from 'mime/types/standard.js';
import { describe, expect, test } from 'vitest';
import { contentType } from '../../../../lib/http/content-type.ts';
import { isInRange, isSameType, mayMean } from '../../../../lib/http/media-type.ts';

describe('names of one type', () => {
  test.each([
    ['application/zip', 'application/x-zip-compressed'],
    ['application/zip', 'application/x-zip'],
    ['application/gzip', 'application/x-gzip'],
    ['application/gzip', 'application/x-gzip-compressed'],
    ['application/json', 'text/json'],
    ['application/vnd.rar', 'application/x-rar-compressed'],
    ['application/vnd.rar', 'application/x-rar'],
    ['application/pdf', 'application/x-pdf'],
    ['application/xml', 'text/xml'],
    ['application/rtf', 'text/rtf'],
    ['text/javascript', 'application/javascript'],
    ['text/javascript', 'application/x-javascript'],
    ['text/javascript', 'text/ecmascript'],
    ['text/csv', 'text/x-csv'],
    ['text/csv', 'text/x-comma-separated-values'],
    ['text/csv', 'application/csv'],
    ['text/markdown', 'text/x-markdown'],
    ['text/vcard', 'text/x-vcard'],
    ['text/yaml', 'application/x-yaml'],
    ['text/yaml', 'application/yaml'],
    ['text/yaml', 'text/x-yaml'],
    ['audio/flac', 'audio/x-flac'],
    ['audio/mp4', 'audio/x-m4a'],
    ['audio/mp4', 'audio/m4a'],
    ['audio/mpeg', 'audio/mp3'],
    ['audio/mpeg', 'audio/x-mp3'],
    ['audio/wav', 'audio/x-wav'],
    ['audio/wav', 'audio/wave'],
    ['audio/wav', 'audio/vnd.wave'],
    ['audio/x-aiff', 'audio/aiff'],
    ['audio/midi', 'audio/x-midi'],
    ['image/jpeg', 'image/pjpeg'],
    ['image/jpeg', 'image/jpg'],
    ['image/png', 'image/x-png'],
    ['image/bmp', 'image/x-ms-bmp'],
    ['image/vnd.microsoft.icon', 'image/x-icon'],
    ['image/vnd.microsoft.icon', 'image/x-ico'],
    ['video/x-msvideo', 'video/avi'],
    ['video/x-msvideo', 'video/vnd.avi'],
    ['video/x-m4v', 'video/mp4'],
    ['video/x-msvideo', 'video/msvideo'],
    ['font/woff', 'application/x-font-woff'],
    ['font/ttf', 'application/x-font-ttf'],
    ['Image/PNG', 'image/png'],
    ['application/x-nosuch', 'application/x-nosuch'],
  ])('%s, %s', (one, another) => {
    expect(isSameType(one, another)).toBe(true);
    expect(isSameType(another, one)).toBe(true);
    expect(isSameType(another.toUpperCase(), one)).toBe(true);
  });
});

describe('different types', () => {
  test.each([
    ['text/html', 'text/plain'],
    ['text/html', 'application/xhtml+xml'],
    ['text/html', 'text/xml'],
    ['image/svg+xml', 'image/png'],
    ['image/svg+xml', 'image/svg'],
    ['image/svg+xml', 'application/xml'],
    ['application/xml', 'application/xslt+xml'],
    ['text/plain', 'text/javascript'],
    ['text/csv', 'application/vnd.ms-excel'],
    ['text/csv', 'text/plain'],
    ['image/jpeg', 'image/png'],
    ['audio/mp4', 'video/mp4'],
    ['application/vnd.rar', 'application/x-compressed'],
    ['application/gzip', 'application/x-compressed'],
    ['application/gzip', 'application/zip'],
    ['application/gzip', 'application/x-tar'],
    ['audio/ogg', 'video/ogg'],
    ['audio/ogg', 'application/ogg'],
    ['audio/ogg', 'audio/opus'],
    ['application/json', 'text/javascript'],
    ['application/octet-stream', 'application/x-msdownload'],
    ['application/mp4', 'video/mp4'],
    ['audio/3gpp', 'video/3gpp'],
    ['application/octet-stream', 'application/x-msdos-program'],
    ['application/octet-stream', 'application/x-apple-diskimage'],
    ['application/pkix-attr-cert', 'application/vnd.nokia.n-gage.ac+xml'],
    ['model/vnd.mts', 'video/mp2t'],
    ['image/vnd.dvb.subtitle', 'text/vnd.dvb.subtitle'],
    ['application/x-pilot', 'application/vnd.palm'],
    ['application/json', 'application/zip'],
    ['image/png', ''],
    ['image/png', 'image'],
    ['image/png', 'image/*'],
  ])('%s, %s', (one, another) => {
    expect(isSameType(one, another)).toBe(false);
    expect(isSameType(another, one)).toBe(false);
  });
});

test('no other types of the library are names of one that files are served as', () => {
  const types = Object.keys({ ...standard, ...other });
  const served = new Set(
    Object.values({ ...standard, ...other })
      .flat()
      .map((extension) => contentType(extension.replace('*', ''))),
  );
  const found = types.flatMap((type) => {
    const same = [...served].filter((one) => one !== type && isSameType(one, type));
    return same.map((one) => `${type} = ${one}`);
  });
  expect(found.sort()).toEqual([
    'application/ecmascript = text/javascript',
    'application/javascript = application/ecmascript',
    'application/javascript = text/javascript',
    'application/vnd.adobe.xfdf = application/xfdf',
    'application/vnd.fdf = application/fdf',
    'application/x-bdoc = application/bdoc',
    'application/x-iwork-keynote-sffkey = application/vnd.apple.keynote',
    'application/x-iwork-numbers-sffnumbers = application/vnd.apple.numbers',
    'application/x-iwork-pages-sffpages = application/vnd.apple.pages',
    'application/x-rar-compressed = application/vnd.rar',
    'application/x-sql = application/sql',
    'application/x-xliff+xml = application/xliff+xml',
    'application/x-zip-compressed = application/zip',
    'audio/mp3 = audio/mpeg',
    'audio/wave = audio/wav',
    'audio/x-aac = audio/aac',
    'audio/x-flac = audio/flac',
    'audio/x-m4a = audio/mp4',
    'audio/x-realaudio = audio/x-pn-realaudio',
    'audio/x-wav = audio/wav',
    'image/pjpeg = image/jpeg',
    'image/x-icon = image/vnd.microsoft.icon',
    'image/x-ms-bmp = image/bmp',
    'image/x-pcx = image/vnd.zbrush.pcx',
    'text/javascript = application/ecmascript',
    'text/markdown = text/x-markdown',
    'text/rtf = application/rtf',
    'text/vcard = text/x-vcard',
    'text/x-markdown = text/markdown',
    'text/x-vcard = text/vcard',
    'text/xml = application/xml',
    'video/mp4 = video/x-m4v',
    'video/x-m4v = video/mp4',
  ]);
});

describe('what a sender may state for a file', () => {
  test.each([
    ['application/vnd.ms-excel', 'text/csv', true],
    ['Application/Vnd.MS-Excel', 'text/csv', true],
    ['text/csv', 'application/vnd.ms-excel', false],
    ['application/msword', 'application/rtf', true],
    ['application/msword', 'text/csv', false],
    ['application/x-zip-compressed', 'application/zip', true],
    ['text/html', 'text/plain', false],
    ['application/octet-stream', 'image/png', false],
    ['application/x-msdownload', 'application/octet-stream', true],
    ['image/jpg', 'image/jpeg', true],
    ['application/x-compressed', 'application/gzip', true],
    ['application/x-compressed', 'application/vnd.rar', true],
    ['application/x-compressed', 'application/zip', false],
    ['application/x-compressed-tar', 'application/gzip', true],
    ['application/x-bzip2-compressed-tar', 'application/x-bzip2', true],
    ['application/x-xz-compressed-tar', 'application/x-xz', true],
    ['application/x-xz-compressed-tar', 'application/gzip', false],
    ['application/ogg', 'audio/ogg', true],
    ['video/ogg', 'audio/ogg', true],
    ['audio/opus', 'audio/ogg', true],
    ['audio/x-vorbis+ogg', 'audio/ogg', true],
    ['audio/mpeg', 'audio/ogg', false],
    ['audio/ogg', 'video/ogg', false],
    ['audio/3gpp', 'video/3gpp', true],
    ['video/3gpp', 'audio/3gpp', false],
    ['audio/mp4', 'video/mp4', false],
  ])('%s for %s: %s', (stated, served, may) => {
    expect(mayMean(stated, served)).toBe(may);
  });
});

describe('a type in a range', () => {
  test.each([
    ['image/png', 'image/*', true],
    ['Image/PNG', 'IMAGE/*', true],
    ['text/yaml', 'text/*', true],
    ['text/yaml', 'application/*', true],
    ['application/yaml', 'text/*', false],
    ['application/xml', 'text/*', false],
    ['application/rtf', 'text/*', false],
    ['audio/ogg', 'video/*', false],
    ['text/csv', 'application/*', false],
    ['imagery/png', 'image/*', false],
  ])('%s in %s: %s', (type, range, isIn) => {
    expect(isInRange(type, range)).toBe(isIn);
  });
});
