import { expect } from 'vitest';
import { sha1 } from '../../support/disk/disk-view.ts';
import { put } from '../../support/http/hostile-row.ts';
import { check, type Subject } from './contract.ts';
import { ask, countFiles, statusOf, store } from './requests.ts';

const stampOf = (content: string): string => `_1700000000_${sha1(Buffer.from(content))}`;
const asPeer = ['User-Agent: cockatiel/1.0'];

/** Deletions, and that nothing deleted comes back. */
export const deletions: Subject = {
  title: 'deletions',
  checks: [
    check('a deletion is a 200, and the second one a 404', async (node) => {
      const path = await store(node, '/a.txt', 'a');
      expect(await statusOf(node, 'DELETE', path)).toBe(200);
      expect(await statusOf(node, 'DELETE', path)).toBe(404);
    }),
    check('what is deleted is read by nobody', async (node) => {
      const path = await store(node, '/b.txt', 'b');
      expect(await statusOf(node, 'GET', path)).toBe(200);
      await statusOf(node, 'DELETE', path);
      expect(await statusOf(node, 'GET', path)).toBe(404);
      expect(await statusOf(node, 'HEAD', path)).toBe(404);
    }),
    check('a peer can not bring back what was deleted', async (node) => {
      const name = `/peer${stampOf('c')}.txt`;
      expect((await ask(node, put(name, 'c', asPeer))).status).toBe(201);
      expect(await statusOf(node, 'DELETE', name)).toBe(200);
      expect((await ask(node, put(name, 'c', asPeer))).status).toBe(409);
      expect(await statusOf(node, 'GET', name)).toBe(404);
    }),
    check('a deletion that overtakes its upload holds', async (node) => {
      const name = `/early${stampOf('d')}.txt`;
      expect(await statusOf(node, 'DELETE', name)).toBe(404);
      expect((await ask(node, put(name, 'd', asPeer))).status).toBe(409);
    }),
    check('a name without a stamp is a 404, and nothing is deleted', async (node) => {
      await store(node, '/e.txt', 'e');
      const before = await countFiles(node);
      expect(await statusOf(node, 'DELETE', '/e.txt')).toBe(404);
      expect(await countFiles(node)).toBe(before);
    }),
    check('a deleted name may be uploaded again, under another stamp', async (node) => {
      const path = await store(node, '/f.txt', 'f');
      await statusOf(node, 'DELETE', path);
      const again = await store(node, '/f.txt', 'f');
      expect(again).not.toBe(path);
      expect(await statusOf(node, 'GET', again)).toBe(200);
    }),
    check('a deletion with a condition that fails deletes nothing', async (node) => {
      const path = await store(node, '/g.txt', 'g');
      expect(await statusOf(node, 'DELETE', path, { 'If-Match': '"x"' })).toBe(412);
      expect(await statusOf(node, 'GET', path)).toBe(200);
    }),
    check('of twenty deletions at once one finds the file', async (node) => {
      const path = await store(node, '/h.txt', 'h');
      const all = Array.from({ length: 20 }, () => statusOf(node, 'DELETE', path));
      const statuses = await Promise.all(all);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    }),
  ],
};
