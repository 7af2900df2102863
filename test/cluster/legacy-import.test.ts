import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type PeerProxy, startPeerProxy } from '../support/cluster/peer-proxy.ts';
import { pendingOf, withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { listStored, sha1 } from '../support/disk/disk-view.ts';
import { inParallel, read } from '../support/http/client.ts';
import { type NodeProcess, startProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const files = 400;

/** Legacy directories with operations for two peers, one of them long gone. */
async function layOut(directory: string): Promise<{ kept: string[]; deleted: string[] }> {
  const queues = ['http12700180', 'httpgoneexampleorg'].map((name) =>
    join(directory, 'queue', name),
  );
  for (const queue of queues) await mkdir(queue, { recursive: true });
  await mkdir(join(directory, 'storage/a'), { recursive: true });
  const names = Array.from(
    { length: files },
    (_, file) => `a/${file}_1400000000_${sha1(`${file}`)}`,
  );
  const deleted = names.filter((_, file) => file % 4 === 0);
  const kept = names.filter((_, file) => file % 4 !== 0);
  let microseconds = 1_400_000_000_000_000;
  const write = async (operation: string, filename: string, queue: string): Promise<void> => {
    microseconds += 1;
    await writeFile(join(queue, `q-${microseconds}`), JSON.stringify({ operation, filename }));
  };
  await inParallel(names, 16, async (name) => {
    await write('PUT', name, queues[0] ?? '');
    // The state after its crash: the file of a deletion is still there.
    await writeFile(join(directory, 'storage', name), /\d+/u.exec(name)?.[0] ?? '');
  });
  await inParallel(deleted, 16, async (name) => {
    for (const queue of queues) await write('DELETE', name, queue);
  });
  await writeFile(join(directory, 'queue/deletion.log'), `${deleted.slice(0, 10).join('\n')}\n`);
  await writeFile(join(queues[0] ?? '', 'q-1'), '{"operation": "PU');
  return { kept, deleted };
}

async function expectTakenOver(
  sender: NodeProcess,
  receiver: NodeProcess,
  { kept, deleted }: { kept: string[]; deleted: string[] },
): Promise<void> {
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  expect(listStored(receiver.storage).sort()).toEqual([...kept].sort());
  expect(listStored(sender.storage).sort()).toEqual([...kept].sort());
  for (const name of deleted.slice(0, 20)) expect(await read(receiver, `/${name}`)).toBe(404);
  // The torn entry stays for the operator; all others are gone.
  expect(await readdir(join(sender.queue, 'http12700180'))).toEqual(['q-1']);
  expect(await readdir(sender.queue)).not.toContain('httpgoneexampleorg');
}

async function startWay(receiver: NodeProcess): Promise<PeerProxy> {
  const proxy = await startPeerProxy(receiver.url);
  onTestFinished(() => proxy.close());
  return proxy;
}

test('what was pending in a legacy queue reaches every peer', async () => {
  const directory = await useTestDirectory();
  const laidOut = await layOut(directory);
  const receiver = await startTestNode();
  const way = await startWay(receiver);
  const sender = await startTestNode(['--node', way.url], directory);
  await expectTakenOver(sender, receiver, laidOut);
  // Files that it has and that no entry names are not sent.
  const uploads = way.operations().filter(({ method }) => method === 'PUT');
  expect(uploads).toHaveLength(laidOut.kept.length);
});

test('a node that is killed again and again during the import loses nothing', async () => {
  const directory = await useTestDirectory();
  const laidOut = await layOut(directory);
  const receiver = await startTestNode();
  const way = await startWay(receiver);
  const flags = ['--node', way.url];
  const queue = join(directory, 'queue/http12700180');
  let kills = 0;
  for (const share of [0.9, 0.6, 0.3, 0.1]) {
    const left = async () => (await readdir(queue)).length;
    const starting = startProcess(directory, flags, {}, (child) => {
      const watch = async (): Promise<void> => {
        while (child.exitCode === null && (await left()) > files * 1.25 * share);
        child.kill('SIGKILL');
      };
      void watch();
    });
    await starting.then(
      (node) => node.stop('SIGKILL'),
      () => {
        kills += 1;
      },
    );
  }
  expect(kills).toBeGreaterThan(0);
  const sender = await startTestNode(flags, directory);
  await expectTakenOver(sender, receiver, laidOut);
});
