import { expect } from 'vitest';
import { sha1 } from '../../support/disk/disk-view.ts';
import { type ContractNode, check, type Subject } from './contract.ts';
import { countFiles, send, statusOf } from './requests.ts';

function post(node: ContractNode, path: string, form: FormData, headers = {}): Promise<Response> {
  return fetch(node.url + path, { method: 'POST', body: form, headers, redirect: 'manual' });
}

/** A form with files of these contents, each called by its position. */
function formOf(...contents: readonly string[]): FormData {
  const form = new FormData();
  for (const [index, content] of contents.entries()) {
    form.append('file', new Blob([content], { type: 'text/plain' }), `${index} ü.txt`);
  }
  return form;
}

/** Forms with files, and what else is posted to a directory. */
export const forms: Subject = {
  title: 'forms',
  checks: [
    check('two files of a form are stored, and listed in JSON', async (node) => {
      const headers = { Accept: 'application/json' };
      const large = 'x'.repeat(2_000_000);
      const response = await post(node, '/forms/', formOf('one', large), headers);
      expect(response.status).toBe(201);
      const files = (await response.json()) as { url: string; sha1: string; size: number }[];
      expect(files.map(({ size }) => size)).toEqual([3, 2_000_000]);
      expect(files.map((file) => file.sha1)).toEqual([sha1('one'), sha1(large)]);
      for (const { url, size } of files) {
        expect(url).toMatch(/^\/forms\/\d%20%C3%BC_\d+_[\da-f]{40}\.txt$/u);
        expect(await (await fetch(node.url + url)).text()).toHaveLength(size);
      }
    }),
    check('what a form was responded takes its files back', async (node) => {
      const text = await (await post(node, '/back/', formOf('one', 'two'))).text();
      const before = await countFiles(node);
      expect(await statusOf(node, 'DELETE', '/back/', {}, text)).toBe(200);
      expect(await countFiles(node)).toBe(before - 2);
    }),
    check('a form without scripts is led to where it says', async (node) => {
      const headers = { Accept: 'text/html' };
      const response = await post(node, '/?return=/thanks', formOf('one'), headers);
      expect(response.status).toBe(303);
      expect(response.headers.get('location')).toMatch(/^\/thanks\?file=0\+%C3%BC_/u);
    }),
    check('a form of another site is a 403', async (node) => {
      const headers = { Origin: 'https://evil.example' };
      const type = 'multipart/form-data; boundary=x';
      const body =
        '--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\na\r\n--x--';
      expect(await statusOf(node, 'POST', '/', { ...headers, 'Content-Type': type }, body)).toBe(
        403,
      );
    }),
    check('the content of one file is stored under the name beside it', async (node) => {
      const headers = { 'Content-Disposition': "attachment; filename*=UTF-8''a%20b.txt" };
      const response = await send(node, 'POST', '/raw/', headers, 'raw');
      expect(response.status).toBe(201);
      expect(response.headers.get('location')).toMatch(/^\/raw\/a%20b_/u);
    }),
    check('DELETE of a directory without a body deletes nothing', async (node) => {
      expect(await statusOf(node, 'DELETE', '/')).toBe(404);
      expect(await statusOf(node, 'DELETE', '/back/')).toBe(400);
    }),
  ],
};
