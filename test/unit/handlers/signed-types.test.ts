import { describe, expect, test } from 'vitest';
import { sign } from '../../../lib/access/secrets.ts';
import { formatSignedQuery, signedText } from '../../../lib/access/signed-url.ts';
import { hmacSha256 } from '../../../runtime/node/hash.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { send } from '../../support/node/send.ts';

/** Uploads with a URL that is signed for a type: the status, and the type that is served then. */
async function upload(signed: string, name: string, stated: string): Promise<unknown[]> {
  const node = await createTestContext({ secrets: { read: [], write: ['writing'], cluster: [] } });
  const permission = {
    method: 'PUT',
    name,
    isPrefix: false,
    expires: 1_800_000_000,
    type: signed,
  } as const;
  const signature = sign(hmacSha256, 'writing', signedText(permission));
  const { status, headers } = await send(
    node,
    'PUT',
    `/${name}?${formatSignedQuery({ permission, signature })}`,
    { body: new Uint8Array(4), headers: stated === '' ? {} : { 'Content-Type': stated } },
  );
  if (status !== 201) return [status];
  const stored = await send(node, 'HEAD', headers.get('location') ?? '');
  return [status, stored.headers.get('content-type')];
}

describe('a URL that is signed for a type takes it under each of its names', () => {
  test.each([
    ['application/zip', 'a.zip', 'application/x-zip-compressed', 'application/zip'],
    ['application/x-zip-compressed', 'a.zip', 'application/zip', 'application/zip'],
    ['audio/flac', 'a.flac', 'audio/flac', 'audio/flac'],
    ['audio/flac', 'a.flac', 'audio/x-flac', 'audio/flac'],
    ['audio/flac', 'a.flac', '', 'audio/flac'],
    ['audio/x-flac', 'a.flac', '', 'audio/flac'],
    ['image/jpeg', 'a.jfif', 'image/jpeg', 'image/jpeg'],
    ['image/jpeg', 'a.jfif', 'image/pjpeg', 'image/jpeg'],
    ['image/jpeg', 'a.jfif', '', 'image/jpeg'],
    ['image/*', 'a.jfif', '', 'image/jpeg'],
    ['audio/mp4', 'a.m4a', 'audio/x-m4a', 'audio/mp4'],
    ['audio/*', 'a.m4a', 'audio/x-m4a', 'audio/mp4'],
    ['application/xml', 'a.xml', 'text/xml', 'application/xml'],
    ['application/xml', 'a.xml', 'Text/XML; charset=utf-8', 'application/xml'],
    ['text/xml', 'a.xml', 'application/xml', 'application/xml'],
    ['application/*', 'a.xml', 'text/xml', 'application/xml'],
    ['text/csv', 'a.csv', 'application/vnd.ms-excel', 'text/csv'],
    ['text/*', 'a.csv', 'application/vnd.ms-excel', 'text/csv'],
    ['text/javascript', 'a.js', 'application/x-javascript', 'text/javascript'],
    ['IMAGE/*', 'a.PNG', 'image/PNG', 'image/png'],
    ['image/*', 'a.png', 'image/gif', 'image/png'],
    ['image/jpeg', 'a.jpg', 'image/jpg', 'image/jpeg'],
    ['image/jpg', 'a.jpg', 'image/jpeg', 'image/jpeg'],
    ['application/gzip', 'a.tgz', '', 'application/gzip'],
    ['application/gzip', 'A.TGZ', 'application/x-compressed', 'application/gzip'],
    ['application/gzip', 'a.tgz', 'application/x-gzip-compressed', 'application/gzip'],
    ['application/gzip', 'a.tar.gz', 'application/x-compressed-tar', 'application/gzip'],
    ['application/x-gzip', 'a.tgz', 'application/gzip', 'application/gzip'],
    ['application/vnd.rar', 'a.rar', 'application/x-compressed', 'application/vnd.rar'],
    ['audio/ogg', 'a.ogg', 'video/ogg', 'audio/ogg'],
    ['audio/ogg', 'a.ogg', 'application/ogg', 'audio/ogg'],
    ['audio/*', 'a.ogg', 'application/ogg', 'audio/ogg'],
    ['audio/ogg', 'a.opus', 'audio/opus', 'audio/ogg'],
    ['video/ogg', 'a.ogv', 'application/ogg', 'video/ogg'],
    ['video/mp4', 'a.m4v', 'video/x-m4v', 'video/x-m4v'],
    ['video/mp4', 'a.m4v', 'video/mp4', 'video/x-m4v'],
    ['application/octet-stream', 'a.exe', 'application/x-msdownload', 'application/octet-stream'],
    ['application/octet-stream', 'a', 'image/png', 'application/octet-stream'],
    ['video/x-msvideo', 'a.avi', 'video/vnd.avi', 'video/x-msvideo'],
    ['video/vnd.avi', 'a.avi', 'video/avi', 'video/x-msvideo'],
    ['video/3gpp', 'a.3gp', 'audio/3gpp', 'video/3gpp'],
    ['application/json', 'a.json', 'text/json', 'application/json'],
    ['application/*', 'a.yaml', 'application/yaml', 'text/yaml'],
    ['text/*', 'a.yaml', 'application/yaml', 'text/yaml'],
    ['application/yaml', 'a.yml', 'text/x-yaml', 'text/yaml'],
    ['application/*', 'a.rtf', 'text/rtf', 'application/rtf'],
  ])('%s: %s sent as "%s"', async (signed, name, stated, served) => {
    expect(await upload(signed, name, stated)).toEqual([201, served]);
  });
});

describe('a URL that is signed for a type takes no other', () => {
  test.each([
    ['text/plain', 'a.html', 'text/plain'],
    ['text/plain', 'a.html', ''],
    ['text/plain', 'a.txt', 'text/html'],
    ['text/html', 'a.txt', 'text/html'],
    ['image/png', 'a.svg', 'image/png'],
    ['image/png', 'a.png', 'image/svg+xml'],
    ['image/*', 'a.html', 'image/png'],
    ['image/*', 'a.png', 'text/html'],
    ['text/*', 'a.xml', 'text/xml'],
    ['text/csv', 'a.xls', 'application/vnd.ms-excel'],
    ['text/csv', 'a.xls', 'text/csv'],
    ['application/vnd.ms-excel', 'a.csv', 'application/vnd.ms-excel'],
    ['application/vnd.ms-excel', 'a.xls', 'text/csv'],
    ['application/xml', 'a.xhtml', 'application/xml'],
    ['application/xml', 'a.svg', 'text/xml'],
    ['application/zip', 'a.jar', 'application/zip'],
    ['audio/mp4', 'a.mp4', 'audio/mp4'],
    ['application/x-compressed', 'a.rar', 'application/x-compressed'],
    ['application/x-compressed', 'a.tgz', 'application/x-compressed'],
    ['application/zip', 'a.rar', 'application/x-compressed'],
    ['video/ogg', 'a.ogg', 'video/ogg'],
    ['video/*', 'a.ogg', 'video/ogg'],
    ['audio/opus', 'a.ogg', 'audio/opus'],
    ['audio/3gpp', 'a.3gp', 'audio/3gpp'],
    ['application/x-msdownload', 'a.exe', 'application/x-msdownload'],
    ['application/octet-stream', 'a.html', 'application/octet-stream'],
    ['image/png', 'a.exe', 'image/png'],
    ['text/*', 'a.rtf', 'text/rtf'],
    ['text/*', 'a.json', 'text/json'],
    ['image/jpeg', 'a.png', 'image/jpeg'],
    ['image/jpeg', 'a', 'image/jpeg'],
    ['image/jpeg', 'a.jpg', 'application/octet-stream'],
  ])('%s: %s sent as "%s"', async (signed, name, stated) => {
    expect(await upload(signed, name, stated)).toEqual([415]);
  });
});
