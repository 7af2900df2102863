import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha1 } from '../disk/disk-view.ts';
import type { ClusterLedger } from './cluster-load.ts';
import type { ClusterNode } from './start-test-cluster.ts';

export interface Seed {
  readonly files: number;
  readonly deletions: number;
  readonly ledger: ClusterLedger;
}

/**
 * Restarts nodes with files and deletions that all of them have had for long: no journal remembers
 * any of them.
 */
export async function seedNodes(
  nodes: readonly ClusterNode[],
  { files, deletions, ledger }: Seed,
): Promise<void> {
  const contents = Array.from({ length: files }, (_, file) => `content of ${file}\n`.repeat(20));
  const names = contents.map((content, file) => nameOf(`seed/${file % 16}/${file}`, content));
  const gone = Array.from({ length: deletions }, (_, file) => nameOf(`gone/${file}`, `${file}`));
  await Promise.all(nodes.map((node) => node.stop()));
  for (const { storage, queue } of nodes) {
    for (const directory of new Set(names.map(dirname))) {
      await mkdir(join(storage, directory), { recursive: true });
    }
    await Promise.all(
      names.map((name, file) => writeFile(join(storage, name), contents[file] ?? '')),
    );
    await appendFile(join(queue, 'deletion.log'), gone.map((name) => `${name}\n`).join(''));
  }
  for (const [file, name] of names.entries()) {
    ledger.uploaded.set(`/${name}`, sha1(contents[file] ?? ''));
  }
  for (const name of gone) {
    ledger.uploaded.set(`/${name}`, '');
    ledger.doomed.add(`/${name}`);
    ledger.deleted.add(`/${name}`);
  }
  await Promise.all(nodes.map((node) => node.start()));
}

function nameOf(stem: string, content: string): string {
  return `${stem}_1700000000_${sha1(content)}.txt`;
}
