import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { inBatches } from '../../../lib/concurrency/batches.ts';
import { createSeededRandom } from '../node/seeded-random.ts';
import { type NodeProcess, startProcess } from '../process/start-process.ts';
import { accessKeyId, secretAccessKey } from './test-credentials.ts';

const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };

export interface BucketKillsOptions {
  /** The address of the bucket. */
  readonly storage: string;
  /** An empty directory. */
  readonly directory: string;
  readonly uploads: number;
  readonly deletions: number;
  /** After so many responses one of the two nodes is killed. */
  readonly responsesPerKill: number;
  readonly seed: number;
  /** The command that runs the program for each of the two; Node.js by default. */
  readonly engines?: readonly [readonly string[], readonly string[]];
}

/** What clients were sent, and what is true at the end. */
export interface BucketKillsReport {
  readonly kills: number;
  /** Files that were acknowledged and not deleted. */
  readonly files: number;
  readonly deletions: number;
  /** Paths of such files that a node does not serve as they were sent. */
  readonly lost: readonly string[];
  /** Paths whose deletion was acknowledged, and that a node serves. */
  readonly returned: readonly string[];
}

const clients = 16;
/** Of the responses between two kills so many may come while the node that was killed starts. */
const shareWhileStarting = 0.75;
/** Every so many files one is too large for memory. */
const filesPerLarge = 40;
const largeBytes = 2 * 1024 * 1024;

function contentOf(index: number): Buffer {
  const line = Buffer.from(`content ${index} `);
  return index % filesPerLarge > 0 ? line : Buffer.alloc(largeBytes, line);
}

/**
 * Lets two nodes, each a process, serve one bucket, and kills one of them again and again while
 * clients upload and delete at the same time. A client whose request got no response sends it
 * again, to any node.
 */
export async function runBucketKills(options: BucketKillsOptions): Promise<BucketKillsReport> {
  const { storage, directory, responsesPerKill } = options;
  const random = createSeededRandom(options.seed);
  const nodes: NodeProcess[] = [];
  const acknowledged = new Map<string, number>();
  const deleted = new Set<string>();
  let responses = 0;
  let kills = 0;
  /** How many responses there were when a node was killed last. */
  let killedAt = 0;
  /** The node that does not run, and when it does again. */
  let victim: number | undefined;
  let restarted = Promise.resolve();

  async function start(index: number): Promise<void> {
    const engine = options.engines?.[index];
    const place = engine === undefined ? { env } : { env, engine };
    nodes[index] = await startProcess(join(directory, `${index}`), ['--storage', storage], place);
  }

  function noteResponse(): void {
    responses += 1;
    if (victim !== undefined || responses - killedAt < responsesPerKill) return;
    restarted = restart(kills % 2);
    killedAt = responses;
    kills += 1;
  }

  async function restart(index: number): Promise<void> {
    victim = index;
    await nodes[index]?.stop('SIGKILL');
    await start(index);
    victim = undefined;
  }

  /** A node that runs, once enough of the responses that are left may come before the next kill. */
  async function nextNode(): Promise<NodeProcess> {
    const isEnough = responses - killedAt >= responsesPerKill * shareWhileStarting;
    if (victim !== undefined && isEnough) await restarted;
    return random.pick(nodes.filter((_, index) => index !== victim)) as NodeProcess;
  }

  /** Sends a request until there is a response that says whether it was done. */
  async function send(method: string, path: string, body?: Buffer): Promise<Response> {
    for (;;) {
      const { url } = await nextNode();
      const init = { method, ...(body && { body: new Uint8Array(body) }) };
      const response = await fetch(`${url}${path}`, init).catch(() => undefined);
      await response?.arrayBuffer().catch(() => undefined);
      if (response !== undefined && response.status < 500) {
        noteResponse();
        return response;
      }
    }
  }

  async function upload(index: number): Promise<void> {
    const response = await send('PUT', `/dir/file-${index}.bin`, contentOf(index));
    if (response.status !== 201 && response.status !== 302) {
      throw new Error(`An upload got a ${response.status}.`);
    }
    acknowledged.set(response.headers.get('location') as string, index);
  }

  async function remove(path: string): Promise<void> {
    const response = await send('DELETE', path);
    if (response.status !== 200 && response.status !== 404) {
      throw new Error(`A deletion got a ${response.status}.`);
    }
    deleted.add(path);
  }

  async function* operations(): AsyncGenerator<() => Promise<void>> {
    const removed = new Set<string>();
    let uploads = 0;
    while (uploads < options.uploads || removed.size < options.deletions) {
      const left = [...acknowledged.keys()].filter((path) => !removed.has(path));
      const path =
        random.chance(0.3) || uploads === options.uploads ? random.pick(left) : undefined;
      if (path !== undefined && removed.size < options.deletions) {
        removed.add(path);
        yield () => remove(path);
      } else if (uploads < options.uploads) {
        const index = uploads;
        uploads += 1;
        yield () => upload(index);
      }
    }
  }

  /** Whether a node serves what was sent under a path; `undefined` where it serves nothing. */
  async function isServed({ url }: NodeProcess, path: string): Promise<boolean | undefined> {
    const response = await fetch(`${url}${path}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (response.status === 404) return undefined;
    const sha1 = createHash('sha1').update(bytes).digest('hex');
    return response.status === 200 && path.includes(sha1);
  }

  await start(0);
  await start(1);
  try {
    const queue = operations();
    await Promise.all(
      Array.from({ length: clients }, async () => {
        for (let next = await queue.next(); !next.done; next = await queue.next()) {
          await next.value();
        }
      }),
    );
    await restarted;
    const [lost, returned]: [string[], string[]] = [[], []];
    for (const node of nodes) {
      await inBatches(acknowledged.keys(), clients, async (path) => {
        const served = await isServed(node, path);
        if (deleted.has(path) && served !== undefined) returned.push(path);
        if (!deleted.has(path) && served !== true) lost.push(path);
      });
    }
    const files = acknowledged.size - deleted.size;
    return { kills, files, deletions: deleted.size, lost, returned };
  } finally {
    await restarted;
    for (const node of nodes) await node.stop('SIGKILL');
  }
}
