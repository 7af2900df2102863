import type { SeededRandom } from '../node/seeded-random.ts';
import type { KillClient } from '../process/kill-client.ts';

/** What one node's clients do in one round. */
export interface ClusterKillLoad {
  readonly client: KillClient;
  readonly random: SeededRandom;
  /** Begins the names, so that they are its own. */
  readonly label: string;
  /** Names that any node has acknowledged. */
  readonly known: readonly string[];
  /** Names whose deletion was requested; those of this load are added before they are sent. */
  readonly doomed: Set<string>;
}

const largeChunkBytes = 64 * 1024;
const mostLargeChunks = 40;
const clients = 4;

/**
 * Sends uploads, small ones in chunks and a large one, deletions of files of any node, and
 * reads, in a random order, until all is done or nobody wants more.
 */
export async function sendClusterKillLoad(
  load: ClusterKillLoad,
  isOver: () => boolean,
): Promise<void> {
  const work = planWork(load);
  const takeTurns = async (): Promise<void> => {
    for (let next = work.pop(); next && !isOver(); next = work.pop()) await next();
  };
  await Promise.all(Array.from({ length: clients }, takeTurns));
}

function planWork({ client, random, label, known, doomed }: ClusterKillLoad) {
  const newName = (file: number): string =>
    `${random.pick(['', 'a/', 'a/b/'])}${label}-${file}${random.pick(['', '.txt', '.tar.gz'])}`;
  const work: Array<() => Promise<void>> = [];
  const uploads = 4 + random.below(5);
  for (let file = 0; file < uploads; file += 1) {
    const body = random.bytes(random.below(8192));
    const end = random.below(body.length + 1);
    work.push(() => client.upload(newName(file), [body.subarray(0, end), body.subarray(end)]));
  }
  const large = Array.from({ length: 1 + random.below(mostLargeChunks) }, () =>
    random.bytes(largeChunkBytes),
  );
  work.push(() => client.upload(newName(uploads), large));
  const [read, ...deleted] = random.shuffle([...known]).slice(0, 2 + random.below(4));
  if (read !== undefined) work.push(() => client.read(read));
  for (const name of deleted) {
    work.push(() => {
      doomed.add(name);
      return client.delete(name);
    });
  }
  return random.shuffle(work);
}
