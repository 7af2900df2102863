import { expect } from 'vitest';
import { sha1 } from '../../support/disk/disk-view.ts';
import { http } from '../../support/http/hostile-row.ts';
import { check, type Subject } from './contract.ts';
import { ask, exchange, send, statusOf, store } from './requests.ts';

const types: readonly (readonly [extension: string, content: string, type: string])[] = [
  ['.txt', 'plain', 'text/plain'],
  ['.txt', 'Grüße', 'text/plain; charset=utf-8'],
  ['.html', '<p>x', 'text/html'],
  ['.jpg', 'x', 'image/jpeg'],
  ['.svg', '<svg/>', 'image/svg+xml'],
  ['.mp4', 'x', 'video/mp4'],
  ['.pdf', 'x', 'application/pdf'],
  ['.unknown', 'x', 'application/octet-stream'],
  ['', 'x', 'application/octet-stream'],
];
const active = ['.html', '.svg', '.js', '.xml', ''];
const missing = `/missing_1_${'0'.repeat(40)}.txt`;

/** Reads of files, and what is said of them. */
export const reads: Subject = {
  title: 'reads',
  checks: [
    ...types.map(([extension, content, type], index) =>
      check(`${extension || 'no extension'} with ${content} is ${type}`, async (node) => {
        const path = await store(node, `/type-${index}${extension}`, content);
        const { headers } = await send(node, 'GET', path);
        expect(headers.get('content-type')).toBe(type);
      }),
    ),
    ...active.map((extension) =>
      check(`${extension || 'no extension'} may run no scripts`, async (node) => {
        const path = await store(node, `/active${extension}`, '<script>');
        const { headers } = await send(node, 'GET', path);
        expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
      }),
    ),
    check('GET has the headers of a file', async (node) => {
      const path = await store(node, '/headers.jpg', 'headers');
      const { headers } = await send(node, 'GET', path);
      const tag = sha1(Buffer.from('headers'));
      expect(headers.get('etag')).toBe(`"${tag}"`);
      expect(headers.get('x-content-sha1')).toBe(tag);
      expect(headers.get('cache-control')).toBe('max-age=31536000');
      expect(headers.get('accept-ranges')).toBe('bytes');
      expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(headers.get('last-modified')).toMatch(/ GMT$/u);
      expect(headers.get('content-length')).toBe('7');
    }),
    check('HEAD has the same headers as GET, and no body', async (node) => {
      const path = await store(node, '/head.txt', 'head');
      const [get, head] = [
        await ask(node, http(`GET ${path}`)),
        await ask(node, http(`HEAD ${path}`)),
      ];
      const compared = ['etag', 'content-type', 'content-length', 'cache-control'];
      expect(compared.map((name) => head.headers.get(name))).toEqual(
        compared.map((name) => get.headers.get(name)),
      );
      expect(head.body).toHaveLength(0);
    }),
    check('HEAD of a large file has its length', async (node) => {
      const path = await store(node, '/head-large', Buffer.alloc(3_000_000));
      const { headers } = await ask(node, http(`HEAD ${path}`));
      expect(headers.get('content-length')).toBe('3000000');
    }),
    check('what is not here is a 404, as a text', async (node) => {
      const { status, headers, body } = await ask(node, http(`GET ${missing}`));
      expect([status, body.toString()]).toEqual([404, 'There is no such file.\n']);
      expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-store');
    }),
    check('HEAD of what is not here is a 404 without a body', async (node) => {
      const { status, body } = await ask(node, http(`HEAD ${missing}`));
      expect([status, body.length]).toEqual([404, 0]);
    }),
    check('every response says what the server is, once', async (node) => {
      for (const target of ['/', missing, '/_status', '/a//b']) {
        const { headers } = await ask(node, http(`GET ${target}`));
        expect(headers.get('server'), target).toMatch(/^cockatiel\/\d+\.\d+\.\d+$/u);
        expect(headers.get('x-content-type-options'), target).toBe('nosniff');
        expect(headers.get('date'), target).toMatch(/^\w{3}, [^,]* GMT$/u);
      }
    }),
    check('?download names the file as it was sent', async (node) => {
      const path = await store(node, '/dir/report.txt', 'x');
      const { headers } = await send(node, 'GET', `${path}?download`);
      expect(headers.get('content-disposition')).toBe('attachment; filename="report.txt"');
    }),
    check('an active file is refused as a service worker', async (node) => {
      const path = await store(node, '/worker.js', 'x');
      expect(await statusOf(node, 'GET', path, { 'Service-Worker': 'script' })).toBe(403);
    }),
    check('a range of a large file is sent alone', async (node) => {
      const body = Buffer.alloc(3_000_000, 'a range of this');
      const path = await store(node, '/range', body);
      const response = await send(node, 'GET', path, { Range: 'bytes=1999999-2099998' });
      expect(response.status).toBe(206);
      expect(response.headers.get('content-length')).toBe('100000');
      expect(response.headers.get('content-range')).toBe('bytes 1999999-2099998/3000000');
      const range = Buffer.from(await response.arrayBuffer());
      expect(range.equals(body.subarray(1_999_999, 2_099_999))).toBe(true);
    }),
    check('requests that are sent at once get their responses in order', async (node) => {
      const path = await store(node, '/pipelined', 'pipelined');
      const requests = [http(`GET ${path}`), http(`GET ${missing}`), http(`GET ${path}`)];
      const statuses = [200, 404, 200];
      const responses = await exchange(node, requests.join(''), statuses);
      expect(responses.map(({ status }) => status)).toEqual(statuses);
    }),
    check('a client of HTTP/1.0 gets the file and the end of the connection', async (node) => {
      const path = await store(node, '/old', 'old');
      const response = await ask(node, `GET ${path} HTTP/1.0\r\n\r\n`);
      expect([response.status, response.body.toString()]).toEqual([200, 'old']);
    }),
  ],
};
