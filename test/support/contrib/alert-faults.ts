import { appendFile, rename } from 'node:fs/promises';
import { startStubPeer } from '../cluster/stub-peer.ts';
import { fillDisk, mountSmallDisk } from '../disk/small-disk.ts';
import { attachStrace } from '../process/attach-strace.ts';
import { withShiftedTime } from '../process/shifted-process.ts';
import { type NodeProcess, type ProcessOptions, startProcess } from '../process/start-process.ts';
import { startTestNode, useTestDirectory } from '../process/start-test-node.ts';

/** A fault of one node, and the alerts that fire for it. */
export interface AlertFault {
  /** What is wrong. */
  readonly name: string;
  readonly alerts: readonly string[];
  /** Starts the node, while all is well or as it is said. `undefined` where that can't be done. */
  start(options: ProcessOptions): Promise<NodeProcess | undefined>;
  /** Makes the fault, once the node was read. Returns `false` where that can't be done. */
  make(node: NodeProcess): Promise<unknown>;
}

const put = (node: NodeProcess, name: string, body: string): Promise<Response> =>
  fetch(`${node.url}/${name}`, { method: 'PUT', body });
const nothing = (): Promise<void> => Promise.resolve();
/** Nobody listens there. */
const deadPeer = ['--node', 'http://127.0.0.1:9'];
/** Time for a peer to be asked, and compared three times, a minute apart. */
const twentyTimes = withShiftedTime({ factor: 20 });

export const alertFaults: readonly AlertFault[] = [
  {
    name: 'a wrong secret',
    alerts: ['CockatielDown'],
    start: () =>
      startTestNode([], undefined, { env: { COCKATIEL_OPERATOR_SECRET: 'x'.repeat(16) } }),
    make: nothing,
  },
  {
    name: 'a storage directory that goes away',
    alerts: ['CockatielReadOnly', 'CockatielNotReady'],
    start: (options) => startTestNode([], undefined, options),
    async make(node) {
      await rename(node.storage, `${node.storage}.away`);
      await put(node, 'a.txt', 'x');
    },
  },
  {
    name: 'a node that stops',
    alerts: ['CockatielNotReady'],
    start: (options) => startTestNode(['--drain-seconds', '3600'], undefined, options),
    make: async ({ child }) => child.kill('SIGTERM'),
  },
  {
    name: 'a full disk',
    alerts: ['CockatielDiskNearlyFull', 'CockatielUploadsRefused', 'CockatielNotReady'],
    async start(options) {
      const disk = await mountSmallDisk('size=64m');
      return disk === undefined ? undefined : await startTestNode([], disk, options);
    },
    async make(node) {
      fillDisk(node.directory, 64 * 1024);
      await put(node, 'a.txt', 'x'.repeat(1024 * 1024));
    },
  },
  {
    name: 'files that were changed on the disk, and which no other node has',
    alerts: ['CockatielDamagedFiles', 'CockatielCorruptCopies', 'CockatielServerErrors'],
    start: (options) => startTestNode([], undefined, options),
    async make(node) {
      for (let file = 0; file < 8; file += 1) {
        const path = (await put(node, `${file}.txt`, 'content')).headers.get('location') ?? '';
        await appendFile(node.storage + path, 'x');
        await fetch(node.url + path);
      }
    },
  },
  {
    name: 'a disk that is slow',
    alerts: ['CockatielSlowSyncs'],
    start: (options) => startTestNode([], undefined, options),
    async make(node) {
      const slow = 'inject=fsync,fdatasync:delay_enter=700000';
      const strace = await attachStrace(node, ['trace=fsync,fdatasync', slow]);
      await Promise.all(['a', 'b', 'c', 'd'].map((name) => put(node, name, name)));
      return strace !== undefined;
    },
  },
  {
    name: 'a web server at the URL of a peer',
    alerts: ['CockatielPeerProblem', 'CockatielPeerDown'],
    async start(options) {
      const { url } = await startStubPeer((_, response) => response.writeHead(404).end());
      return await startTestNode(['--node', url], undefined, options);
    },
    make: (node) => put(node, 'a.txt', 'x'),
  },
  {
    name: 'a peer that takes smaller files only',
    alerts: ['CockatielNotInSync', 'CockatielDeferred'],
    async start(options) {
      const peer = await startTestNode(['--max-size', '10'], undefined, options);
      const env = { ...options.env, ...twentyTimes.env };
      return await startTestNode(['--node', peer.url], undefined, { ...twentyTimes, env });
    },
    make: (node) => put(node, 'a.txt', 'x'.repeat(100)),
  },
  {
    name: 'an upload that has waited for hours',
    alerts: ['CockatielPendingOld', 'CockatielPeerDown'],
    async start(options) {
      const directory = await useTestDirectory();
      const past = withShiftedTime({ offsetMs: -7_200_000 });
      const env = { ...options.env, ...past.env };
      const before = await startProcess(directory, deadPeer, { ...past, env });
      await put(before, 'a.txt', 'x');
      await before.stop();
      return await startTestNode(deadPeer, directory, options);
    },
    make: nothing,
  },
];
