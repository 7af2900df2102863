import type { DiskCall } from '../support/disk/disk-session.ts';
import type { MemoryDisk } from '../support/disk/memory-disk.ts';
import { systemError } from '../support/disk/memory-tree.ts';
import type { PowerCut } from '../support/disk/power-cut.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** Which of a node's disks. */
export type DiskName = 'storage' | 'queue';

const needsSpace = new Set<DiskCall['operation']>(['create', 'write', 'sync', 'makeDirectory']);
/** All others may change something on the disk. */
const readingOperations = new Set<DiskCall['operation']>([
  'open',
  'stat',
  'list',
  'entries',
  'statfs',
  'fstat',
  'read',
  'close',
]);
const deaths = ['power cut', 'kill'] as const;
/** Before and after these the most can be lost, so it is there that a process dies most often. */
const delicate = new Set<DiskCall['operation']>(['rename', 'remove', 'syncDirectory', 'truncate']);
const delicateWeight = 5;
/** The share of calls that fail on a disk that fails for a while. */
const failingShare = 0.3;

/**
 * Gives a disk of a node its time and its faults: a call takes a while, then it fails, or kills the
 * process or cuts the power before it has done anything, or it is done.
 */
export function troubleDisk(world: World, node: SimNode, name: DiskName, disk: MemoryDisk): void {
  const { prng, faults, scheduler } = world;

  function strike(call: DiskCall, resolve: () => void, reject: (error: Error) => void): void {
    const { operation, path } = call;
    const key = `${node.id} ${name} ${operation} ${path}`;
    const weight = delicate.has(operation) ? delicateWeight : 1;
    const death = deaths.find((kind) => faults.strikes(kind, key, weight));
    if (death !== undefined) node.die(death, `at ${name} ${operation} ${path}`);
    else fail(call, chooseError(call, key), resolve, reject);
  }

  function fail(
    { operation, path }: DiskCall,
    code: string | undefined,
    resolve: () => void,
    reject: (error: Error) => void,
  ): void {
    if (code === undefined) {
      resolve();
      return;
    }
    node.diskFaults += 1;
    node.everFailed += 1;
    world.tell(node.id, `${code} at ${name} ${operation} ${path}`);
    reject(systemError(code, path));
  }

  function chooseError({ operation }: DiskCall, key: string): string | undefined {
    const isFailing = node.failingDisks.has(name) && prng.chance(failingShare, `failing ${key}`);
    if (isFailing) faults.note('failing disk');
    if (isFailing || faults.strikes('EIO', key)) return 'EIO';
    return needsSpace.has(operation) && faults.strikes('ENOSPC', key) ? 'ENOSPC' : undefined;
  }

  disk.intercept = (call) => {
    const { incarnation } = node;
    noteBranch(world, node, name, call);
    return new Promise((resolve, reject) => {
      const isSync = call.operation === 'sync' || call.operation === 'syncDirectory';
      const delayMs = (isSync ? 4 : 0.5) * prng.number(`${node.id} disk`);
      scheduler.after(delayMs, () => {
        // Nothing continues of a process that is gone, whatever it waited for.
        if (node.incarnation !== incarnation) return;
        if (!readingOperations.has(call.operation)) node.diskVersion += 1;
        strike(call, resolve, reject);
      });
    });
  };
}

/** What a call shows about the branch that the program took. */
function noteBranch(world: World, node: SimNode, disk: DiskName, call: DiskCall): void {
  const { operation, path } = call;
  const isStarting = node.phase === 'starting';
  const isSegment = path.startsWith('journal/') && path.endsWith('.log');
  if (disk === 'storage') {
    if (isStarting && operation === 'remove' && path.startsWith('.cockatiel/staging/')) {
      world.reach('staged bytes of the last process are removed');
    }
    return;
  }
  if (operation === 'remove' && isSegment) world.reach('a segment is dropped');
  if (operation === 'rename' && isSegment && !isStarting) world.reach('a segment is begun');
  if (operation === 'truncate') world.reach('a failed write is cut off');
  // A file goes by the name under which it was opened.
  if (operation === 'write' && path.startsWith('deletion.log') && !isStarting) {
    world.reach('a deletion moves to the deletion log');
  }
  if (operation === 'remove' && path === 'reserve' && !isStarting) {
    world.reach('the ballast is spent or acquired');
  }
}

/** A power cut as this run's disks take it. */
export function drawPowerCut(world: World, node: SimNode): PowerCut {
  const { prng, plan } = world;
  const key = `${node.id} power cut`;

  function keepsChanges(count: number): readonly boolean[] {
    const kept = keep(count);
    if (kept.includes(false) || kept.length < count) world.reach('entries not synced are lost');
    if (kept.includes(true)) world.reach('entries not synced are spared');
    return kept;
  }

  function keep(count: number): readonly boolean[] {
    if (plan.spared === 'nothing') return [];
    const first = prng.below(count + 1, key);
    const isAny = plan.spared === 'any changes';
    return Array.from({ length: count }, (_, at) => (isAny ? prng.chance(0.5, key) : at < first));
  }

  return {
    keepsChanges,
    tear(synced, written) {
      if (plan.spared === 'nothing' || prng.chance(0.3, key)) {
        world.reach('content not synced is lost');
        return synced;
      }
      if (written.length < synced.length) return prng.chance(0.5, key) ? synced : written;
      world.reach('a write is torn');
      return tear(synced, written, (limit) => prng.below(limit, key));
    },
  };
}

/** Of what was added, a part arrived: then zeros, or nothing, or all of it with a bit flipped. */
function tear(
  synced: Uint8Array<ArrayBuffer>,
  written: Uint8Array<ArrayBuffer>,
  below: (limit: number) => number,
): Uint8Array<ArrayBuffer> {
  const added = written.length - synced.length;
  const arrived = synced.length + below(added + 1);
  const torn = written.slice();
  const kind = below(3);
  if (kind === 0) return torn.slice(0, arrived);
  if (kind === 1) return torn.fill(0, arrived);
  if (added > 0) torn[synced.length + below(added)] = (torn[synced.length] ?? 0) ^ (1 << below(8));
  return torn;
}
