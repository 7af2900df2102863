import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import {
  type ClusterNode,
  expectConverged,
  startTestCluster,
} from '../support/cluster/start-test-cluster.ts';
import { countOpenFiles, listStaged } from '../support/disk/disk-view.ts';
import { expectWholeFiles } from '../support/disk/expect-whole-files.ts';
import { read, remove, upload } from '../support/http/client.ts';
import { type Connection, openConnection } from '../support/http/open-connection.ts';

/** As after `ulimit -n 64`. A node at rest has about 25 open. */
const limit = 64;
const launcher = ['prlimit', `--nofile=${limit}`];
const isMissing = spawnSync('prlimit', ['--version']).status !== 0;

/** Connections on which so much is sent and then nothing more, and nothing is read. */
function crowdIn(node: ClusterNode, many: number, request: string): Promise<Connection[]> {
  return Promise.all(
    Array.from({ length: many }, async (_, index) => {
      const text = request.replace('#', `${index}`);
      const connection = await openConnection(node.process.port, text);
      connection.socket.pause();
      return connection;
    }),
  );
}

const slowUpload = 'PUT /slow-#.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc';

/** One after another, on one connection: the paths of those that were acknowledged. */
async function tryUploads(node: ClusterNode, label: string): Promise<string[]> {
  const paths: string[] = [];
  for (let file = 0; file < 10; file += 1) {
    // A rejection and a connection that is not accepted are both fine here.
    const path = await upload(node, `${label}-${file}.txt`, label).catch(() => undefined);
    if (path !== undefined) paths.push(path);
  }
  return paths;
}

/** Uses up all descriptors of a node, and returns the uploads that were acknowledged. */
async function crowdOut(a: ClusterNode, b: ClusterNode, large: string, wave: string) {
  const early = await crowdIn(a, 10, slowUpload.replace('slow', `${wave}-early`));
  await expect.poll(() => listStaged(a.storage)).toHaveLength(10);
  const crowd = await Promise.all([
    crowdIn(a, 100, slowUpload.replace('slow', wave)),
    crowdIn(a, 100, `GET ${large} HTTP/1.1\r\nHost: a\r\n\r\n`),
    crowdIn(a, 100, ''),
  ]);
  const countOpen = () => countOpenFiles(a.process.child.pid);
  await expect.poll(countOpen, { interval: 5 }).toBeGreaterThanOrEqual(limit);
  await b.start();
  const crowded = await tryUploads(a, `${wave}-crowded`);
  for (const { socket } of early) socket.resume().write('def');
  const responses = await Promise.all(
    early.map((connection) => connection.waitFor(/\r\n\r\n/u).then(connection.received, String)),
  );
  const locations = responses.map((response) => /201.*\r\nlocation: (\S+)/isu.exec(response)?.[1]);
  for (const { socket } of [...early, ...crowd.flat()]) socket.destroy();
  return [...crowded, ...locations.filter((path) => path !== undefined)];
}

test('a node with 64 descriptors and hundreds of slow clients survives, and serves once they leave', async (ctx) => {
  if (isMissing) return ctx.skip('the program prlimit (util-linux) is missing');
  const processOptions = (name: string) => (name === 'a' ? { launcher } : {});
  const cluster = await startTestCluster('ab', { processOptions, args: ['--concurrency', '1'] });
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const { child } = a.process;
  const doomed = await upload(a, 'doomed.txt', 'doomed');
  const large = await upload(a, 'large.bin', Buffer.alloc(16 * 1024 * 1024, 'large '));
  await expectConverged(cluster.nodes);
  const atRest = countOpenFiles(child.pid);
  const kept: string[] = [];

  for (const wave of ['first', 'second']) {
    await b.stop('SIGKILL');
    kept.push(await upload(a, `${wave}-late.txt`, wave));
    kept.push(...(await crowdOut(a, b, large, wave)));
    await expect.poll(() => read(a, doomed).catch(String)).toBe('doomed');
    const after = await tryUploads(a, `${wave}-after`);
    expect(after).toHaveLength(10);
    kept.push(...after);
    await expectConverged(cluster.nodes);
    await expect.poll(() => countOpenFiles(child.pid)).toBeLessThanOrEqual(atRest);
  }

  expect(child.exitCode).toBeNull();
  expect(await remove(a, doomed)).toBe(200);
  await expectConverged(cluster.nodes);
  const names = new Set(await expectWholeFiles(b.storage));
  expect(kept.filter((path) => !names.has(path.slice(1)))).toEqual([]);
  expect(listStaged(a.storage)).toEqual([]);
});
