import { describe, expect, test } from 'vitest';
import { HttpError } from '../../../../lib/http/http-error.ts';
import { parseUploadHeaders } from '../../../../lib/http/upload-headers.ts';

const sha1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

function claimsOf(headers: Record<string, string>, body: string | null = 'body') {
  return parseUploadHeaders(new Request('http://node/a', { method: 'PUT', headers, body }));
}

function statusOf(headers: Record<string, string>, body: string | null = 'body'): number {
  try {
    claimsOf(headers, body);
  } catch (error) {
    if (error instanceof HttpError) return error.status;
  }
  return 0;
}

describe('an upload may say what its body is', () => {
  test.each([
    [{}, {}],
    [{ 'content-length': '4' }, { sizeBytes: 4 }],
    [{ 'content-length': '0' }, { sizeBytes: 0 }],
    [{ 'transfer-encoding': 'chunked' }, {}],
    [{ 'transfer-encoding': 'Chunked' }, {}],
    [{ 'x-content-sha1': sha1 }, { sha1 }],
    [{ 'x-content-sha1': sha1.toUpperCase() }, { sha1 }],
    [
      { 'x-content-sha1': ` ${sha1}\t`, 'content-length': '4' },
      { sha1, sizeBytes: 4 },
    ],
    [{ 'content-type': 'text/html' }, {}],
    [{ 'content-encoding': 'identity' }, {}],
    [{ 'content-encoding': 'Identity, identity' }, {}],
    [{ 'content-encoding': '' }, {}],
    [{ 'content-range': '' }, {}],
    // What curl -d, Python's urllib and others say of any body.
    [{ 'content-type': 'application/x-www-form-urlencoded' }, {}],
    // Files that are messages: an archived web page, a stream of pictures.
    [{ 'content-type': 'multipart/related; boundary=x' }, {}],
    [{ 'content-type': 'multipart/x-mixed-replace' }, {}],
    [{ 'content-type': 'multipart/form-data-archive' }, {}],
    [{ 'content-type': 'text/plain; of=multipart/form-data' }, {}],
  ])('%j', (headers, claims) => {
    expect(claimsOf(Object.fromEntries(Object.entries(headers)))).toEqual(claims);
  });
});

describe('an upload whose headers announce anything but a plain, complete body is rejected', () => {
  test.each([
    [501, { 'transfer-encoding': 'gzip, chunked' }],
    [501, { 'transfer-encoding': 'chunked, chunked' }],
    [501, { 'transfer-encoding': 'gzip' }],
    [415, { 'content-encoding': 'gzip' }],
    [415, { 'content-encoding': 'identity, gzip' }],
    [415, { 'content-encoding': 'gzip, identity' }],
    [415, { 'content-encoding': 'aws-chunked' }],
    [415, { 'content-encoding': '*' }],
    [415, { 'content-type': 'multipart/form-data; boundary=x' }],
    [415, { 'content-type': 'multipart/form-data' }],
    [415, { 'content-type': 'Multipart/Form-Data ;boundary="x"' }],
    [415, { 'content-type': 'multipart/form-data boundary=x' }],
    [415, { 'content-type': 'multipart/form-data, text/plain' }],
    [400, { 'content-range': 'bytes 0-1/5' }],
    [400, { 'x-content-sha1': '' }],
    [400, { 'x-content-sha1': 'xyz' }],
    [400, { 'x-content-sha1': sha1.slice(1) }],
    [400, { 'x-content-sha1': `${sha1}0` }],
    [400, { 'x-content-sha1': sha1.replace('d', 'g') }],
    [400, { 'x-content-sha1': `${sha1}, ${sha1}` }],
    [400, { 'content-length': '' }],
    [400, { 'content-length': '-1' }],
    [400, { 'content-length': '+2' }],
    [400, { 'content-length': '0x2' }],
    [400, { 'content-length': '2, 2' }],
    [400, { 'content-length': '1e3' }],
  ])('%d for %j', (status, headers) => {
    expect(statusOf(Object.fromEntries(Object.entries(headers)))).toBe(status);
  });
});

test('the form of a browser is refused with the way to send its file', () => {
  const body = new FormData();
  body.append('file', new Blob(['content']), 'a.txt');
  const request = new Request('http://node/a', { method: 'PUT', body });
  expect(() => parseUploadHeaders(request)).toThrow(/body alone.*curl -T FILE/u);
});

describe('an upload without a body must say so', () => {
  test.each([
    [411, {}],
    [0, { 'content-length': '0' }],
    [0, { 'transfer-encoding': 'chunked' }],
  ])('%d for %j', (status, headers) => {
    expect(statusOf(Object.fromEntries(Object.entries(headers)), null)).toBe(status);
  });
});
