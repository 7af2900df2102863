import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createR2Store } from '../../runtime/objects/r2-store.ts';
import { countIn } from './count-in.ts';
import { bun } from './engine-paths.ts';
import type { ContractNode, ContractOptions } from './http-contract/contract.ts';
import { subjects } from './http-contract/subjects.ts';
import { loadMiniflare, type Miniflare } from './objects/load-miniflare.ts';

const host = '127.0.0.1';

/** A workerd with a Worker for each subject of the contract. */
export interface Workerd {
  /** A node of these options that nobody has used. */
  start(options: ContractOptions): Promise<ContractNode>;
  stop(): Promise<void>;
}

/** Bundles the Worker, which must be built; nothing of Node's but `node:crypto` is left outside. */
function bundle(): string {
  const directory = mkdtempSync(join(tmpdir(), 'cockatiel-worker-'));
  const [command = '', ...flags] = bun;
  const entry = fileURLToPath(new URL('worker.mjs', import.meta.url));
  const outside = ['--outfile', join(directory, 'worker.js')];
  try {
    const args = [...flags, 'build', entry, '--target=node', '--format=esm', ...outside];
    execFileSync(command, args, { stdio: 'pipe' });
    return readFileSync(join(directory, 'worker.js'), 'utf8');
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/**
 * Starts workerd with nodes for the contract, in memory or on a bucket of R2 each. Requests reach
 * them without the Worker that Miniflare puts in front of others.
 */
export async function startWorkerd(files: 'memory' | 'R2'): Promise<Workerd> {
  const Constructor = await loadMiniflare();
  const contents = bundle();
  const unused = new Map(subjects.map(({ title, options = {} }) => [title, options]));
  const miniflare = new Constructor({
    workers: [...unused].map(([name, options]) => ({
      name,
      modules: [{ type: 'ESModule', path: 'worker.js', contents }],
      compatibilityDate: '2026-04-01',
      compatibilityFlags: ['nodejs_compat'],
      bindings: { OPTIONS: options },
      ...(files === 'R2' && { r2Buckets: { BUCKET: name.replaceAll(' ', '-') } }),
      unsafeDirectSockets: [{ host, port: 0 }],
    })),
  });
  await miniflare.ready;
  return {
    async start(options) {
      const wanted = JSON.stringify(options);
      const [name = ''] = [...unused].find(([, own]) => JSON.stringify(own) === wanted) ?? [];
      unused.delete(name);
      const { origin, port } = await miniflare.unsafeGetDirectURL(name);
      return {
        url: origin,
        port: Number(port),
        ...(files === 'R2' && { countFiles: () => countFiles(miniflare, name) }),
        close: async () => undefined,
      };
    },
    stop: () => miniflare.dispose(),
  };
}

async function countFiles(miniflare: Miniflare, worker: string): Promise<number> {
  return await countIn(createR2Store(await miniflare.getR2Bucket('BUCKET', worker)));
}
