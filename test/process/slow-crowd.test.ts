import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { addLargeFile } from '../support/disk/large-file.ts';
import { ask, type HostileNode, startHostileNode } from '../support/http/hostile-node.ts';
import { http, put, storedName } from '../support/http/hostile-row.ts';
import { openSlowCrowd, type SlowCrowd } from '../support/http/slow-crowd.ts';
import { countDescriptors } from '../support/process/footprint.ts';

const many = 1000;
/** A connection per client, a staged file per upload, and an open file per download. */
const descriptorsNeeded = 5 * many;
/** Node 22 and later collect garbage much later. */
const mostMemoryMiB = Number.parseInt(process.versions.node, 10) < 22 ? 300 : 500;

const crowds: SlowCrowd[] = [];

afterEach(() => {
  for (const crowd of crowds.splice(0)) crowd.close();
});

/** Node raises its soft limit of descriptors to the hard one. */
function descriptorsAllowed(): number {
  const line = /^Max open files\s+\S+\s+(\S+)/mu.exec(readFileSync('/proc/self/limits', 'latin1'));
  return Number(line?.[1]);
}

function memoryMiB({ process }: HostileNode): number {
  const status = readFileSync(`/proc/${process.child.pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+)/mu.exec(status)?.[1]) / 1024;
}

/** Uploads, reads and deletes as a normal client does, and returns the statuses. */
async function useNormally(node: HostileNode, turn: number): Promise<number[]> {
  const { port } = node.process;
  const stored = await ask(port, put(`/normal-${turn}`, `normal ${turn}`));
  const location = stored.headers.get('location');
  const found = await ask(port, http(`GET ${location}`));
  expect(found.body.toString()).toBe(`normal ${turn}`);
  const again = await ask(port, http(`GET /${storedName}`));
  const deleted = await ask(port, http(`DELETE ${location}`));
  return [stored, found, again, deleted].map(({ status }) => status);
}

test('normal clients read and write while thousands are slow', async (ctx) => {
  if (descriptorsAllowed() < descriptorsNeeded + 1000) {
    return ctx.skip(`a process may not open ${descriptorsNeeded} files here`);
  }
  const node = await startHostileNode();
  await node.expectAtRest();
  const descriptors = await countDescriptors(node.process);
  const large = await addLargeFile(node.process.storage, 'large', 16 * 1024 * 1024);
  const beginMs = performance.now();
  // The kind that is disconnected first, after half a minute, is opened last.
  for (const kind of ['response', 'body', 'head'] as const) {
    crowds.push(await openSlowCrowd(node.process.port, kind, many, large.name));
  }
  await expect
    .poll(() => countDescriptors(node.process))
    .toBeGreaterThanOrEqual(descriptors + descriptorsNeeded);

  for (let turn = 0; turn < 20; turn += 1) {
    expect(await useNormally(node, turn)).toEqual([201, 200, 200, 200]);
    expect(memoryMiB(node)).toBeLessThan(mostMemoryMiB);
  }
  const open = crowds.map((crowd) => crowd.openCount());
  // Where all this takes longer than half a minute, some may be disconnected.
  if (performance.now() - beginMs < 29_000) expect(open).toEqual([many, many, many]);

  for (const crowd of crowds) crowd.close();
  await node.expectAtRest({ stores: 'any' });
  expect(await useNormally(node, 20)).toEqual([201, 200, 200, 200]);
  await node.stop();
});
