import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFreePorts } from '../process/find-free-ports.ts';
import { accessKeyId, secretAccessKey } from './test-credentials.ts';

/** A Ceph of one monitor and one disk in memory, and its S3 gateway, on the loopback. */
export interface Radosgw {
  readonly endpoint: string;
  /** Ends all its processes, and removes its files. */
  stop(): Promise<void>;
}

const run = promisify(execFile);
const programs = [
  'ceph-authtool',
  'ceph',
  'ceph-mon',
  'ceph-osd',
  'radosgw',
  'radosgw-admin',
  'monmaptool',
];
const startMs = 90_000;

/** Whether Ceph is installed (Debian: ceph-mon, ceph-osd, ceph-common, radosgw), and this is root. */
export function hasRadosgw(): boolean {
  const isRoot = process.geteuid?.() === 0;
  return isRoot && programs.every((program) => spawnSync('which', [program]).status === 0);
}

/** Starts it in a directory of its own, with one user, which takes some 15 seconds. */
export async function startRadosgw(): Promise<Radosgw> {
  const directory = await mkdtemp(join(tmpdir(), 'cockatiel-radosgw-'));
  const [monitorPort = 0, port = 0] = await findFreePorts(2);
  const config = join(directory, 'ceph.conf');
  const keyring = join(directory, 'keyring');
  const children: ChildProcess[] = [];
  const fsid = randomUUID();
  await writeFile(config, formatConfig(directory, fsid, monitorPort, port));

  const call = (program: string, ...args: string[]): Promise<unknown> =>
    run(program, ['-c', config, ...args], { timeout: startMs });
  const start = (program: string, ...args: string[]): void =>
    void children.push(spawn(program, ['-c', config, '-f', ...args], { stdio: 'ignore' }));

  async function stop(): Promise<void> {
    for (const child of children.toReversed()) {
      if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    }
    await rm(directory, { recursive: true, force: true });
  }

  try {
    const map = join(directory, 'monmap');
    for (const name of ['mon', 'osd', 'rgw']) await mkdir(join(directory, name));
    await run('monmaptool', [
      ...['--create', '--fsid', fsid, '--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, map],
    ]);
    await makeKeys(keyring);
    await call('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring);
    start('ceph-mon', '-i', 'a');
    const disk = randomUUID();
    await call('ceph', 'osd', 'new', disk);
    await call('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', disk);
    start('ceph-osd', '-i', '0');
    start('radosgw', '-n', 'client.rgw');
    await call(
      'radosgw-admin',
      'user',
      'create',
      '--uid=test',
      '--display-name=Test',
      ...[`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`],
    );
    const endpoint = `http://127.0.0.1:${port}`;
    await untilServing(endpoint, children);
    return { endpoint, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A key for each of them, which may do anything. */
async function makeKeys(keyring: string): Promise<void> {
  const caps = ['mon', 'osd', 'mgr'].flatMap((service) => ['--cap', service, 'allow *']);
  await run('ceph-authtool', ['--create-keyring', keyring]);
  for (const name of ['mon.', 'osd.0', 'client.admin', 'client.rgw']) {
    await run('ceph-authtool', [keyring, '--gen-key', '-n', name, ...caps]);
  }
}

/** Waits until the gateway responds. */
async function untilServing(endpoint: string, children: readonly ChildProcess[]): Promise<void> {
  const deadline = Date.now() + startMs;
  for (;;) {
    const isServing = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (isServing) return;
    const hasEnded = children.some(({ exitCode }) => exitCode !== null);
    if (hasEnded || Date.now() > deadline) throw new Error('The radosgw did not start.');
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
  }
}

function formatConfig(directory: string, fsid: string, monitorPort: number, port: number): string {
  return `
[global]
fsid = ${fsid}
mon initial members = a
mon host = [v2:127.0.0.1:${monitorPort}]
public network = 127.0.0.0/8
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
ms bind ipv6 = false
run dir = ${directory}
admin socket = ${directory}/$name.asok
log file = ${directory}/$name.log
log to stderr = false
keyring = ${directory}/keyring
paxos propose interval = 0.02
paxos min wait = 0.01
[mon]
mon data = ${directory}/mon
mon cluster log file = ${directory}/cluster.log
[osd]
osd data = ${directory}/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd class load list = *
osd class default list = *
[client.rgw]
rgw data = ${directory}/rgw
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw dns name = localhost
`;
}
