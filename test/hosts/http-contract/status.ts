import { expect } from 'vitest';
import { http } from '../../support/http/hostile-row.ts';
import { type ContractNode, check, type Subject } from './contract.ts';
import { ask, countFiles, send, statusOf, store } from './requests.ts';

interface NodeReport {
  readonly id: string;
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly files: number;
  readonly tombstones: number;
  readonly bytes: number;
  readonly readOnlyReason: string | null;
}

async function report(node: ContractNode): Promise<NodeReport> {
  await countFiles(node);
  const response = await send(node, 'GET', '/_status');
  return ((await response.json()) as { node: NodeReport }).node;
}

/** `/_status`, and other paths that begin with `_`. */
export const status: Subject = {
  title: 'status',
  checks: [
    check('it is JSON that no cache keeps', async (node) => {
      const { status, headers } = await send(node, 'GET', '/_status');
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('application/json');
      expect(headers.get('cache-control')).toBe('no-store');
    }),
    check('it says which node this is, and for how long it runs', async (node) => {
      const { id, version, uptimeSeconds, readOnlyReason } = await report(node);
      expect(id).toMatch(/^[\da-f]{16}$/u);
      expect(version).toMatch(/^\d+\.\d+\.\d+$/u);
      expect(uptimeSeconds).toBeGreaterThanOrEqual(0);
      expect(uptimeSeconds).toBeLessThan(3600);
      expect(readOnlyReason).toBe(null);
    }),
    check('it counts files, bytes and tombstones', async (node) => {
      const before = await report(node);
      const path = await store(node, '/counted.txt', 'twelve bytes');
      await store(node, '/kept.txt', 'four');
      await statusOf(node, 'DELETE', path);
      const after = await report(node);
      expect(after.files - before.files).toBe(1);
      expect(after.bytes - before.bytes).toBe(4);
      expect(after.tombstones - before.tombstones).toBe(1);
    }),
    check('HEAD has no body', async (node) => {
      const { status, body } = await ask(node, http('HEAD /_status'));
      expect([status, body.length]).toEqual([200, 0]);
    }),
    check('a query changes nothing', async (node) => {
      expect(await statusOf(node, 'GET', '/_status?a=b')).toBe(200);
    }),
    check('PUT and DELETE of it change nothing', async (node) => {
      const before = await countFiles(node);
      expect(await statusOf(node, 'PUT', '/_status', {}, 'x')).toBe(400);
      expect(await statusOf(node, 'DELETE', '/_status')).toBe(400);
      expect(await countFiles(node)).toBe(before);
    }),
    check('another path that begins so is a 404', async (node) => {
      for (const path of ['/_statuses', '/_', '/_status/x']) {
        expect(await statusOf(node, 'GET', path)).toBe(404);
      }
    }),
  ],
};
