import { expect, test } from 'vitest';
import { readQueues, withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { inParallel, read, remove, upload } from '../support/http/client.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** More than can be deferred. */
const refused = 5100;
const deleted = 300;
/** So many refusals take a slow machine a while; only a hang takes this long. */
const beforeTheTest = { timeout: 240_000, interval: 100 };

test('deletions reach a peer that rejects more earlier uploads than can be deferred', {
  timeout: 400_000,
}, async () => {
  const b = await startTestNode(['--no-fsync', '--max-size', '10']);
  const a = await startTestNode(['--no-fsync', '--node', b.url]);
  const look = async () => Object.values(await readQueues(a))[0];
  const stored: string[] = [];
  const small = Array.from({ length: deleted }, (_, file) => `${file}.txt`);
  await inParallel(small, 16, async (name) => void stored.push(await upload(a, name, 'small')));
  await expect.poll(async () => (await look())?.length, withinTheContract).toBe(0);

  const large = Array.from({ length: refused }, (_, file) => `large/${file % 50}/${file}.txt`);
  await inParallel(large, 16, async (name) => void (await upload(a, name, `too large: ${name}`)));
  await expect.poll(look, beforeTheTest).toMatchObject({ length: refused, setAside: 5000 });

  await inParallel(stored, 16, async (name) => void (await remove(a, name)));
  await expect.poll(look, withinTheContract).toMatchObject({ length: refused, setAside: 5000 });
  expect(await Promise.all(stored.map((name) => read(b, name)))).toEqual(stored.map(() => 404));
});
