import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { R2Bucket } from '../../runtime/objects/r2-bucket.ts';
import { createR2Store } from '../../runtime/r2.ts';
import { countIn } from './count-in.ts';
import { bun, miniflarePath } from './engine-paths.ts';
import type { ContractOptions, StartContractNode } from './http-contract/contract.ts';

/** What is used of miniflare, which runs workerd. */
interface Miniflare {
  readonly ready: Promise<URL>;
  getR2Bucket(name: string): Promise<R2Bucket>;
  dispose(): Promise<void>;
}

interface MiniflareModule {
  readonly Miniflare: new (options: object) => Miniflare;
}

const host = '127.0.0.1';

/** Bundles a Worker, which must be built; nothing of Node's but `node:crypto` is left outside. */
function bundle(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'cockatiel-worker-'));
  const [command = '', ...flags] = bun;
  const entry = fileURLToPath(new URL(name, import.meta.url));
  const outside = ['--outfile', join(directory, 'worker.js')];
  try {
    const args = [...flags, 'build', entry, '--target=node', '--format=esm', ...outside];
    execFileSync(command, args, { stdio: 'pipe' });
    return readFileSync(join(directory, 'worker.js'), 'utf8');
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Starts nodes for the contract, each in a workerd of its own: in memory, or on an R2 bucket. */
export function startOnWorkerd(files: 'in memory' | 'on R2' = 'in memory'): StartContractNode {
  const script = bundle(files === 'on R2' ? 'r2-worker.mjs' : 'worker.mjs');
  return async (options: ContractOptions) => {
    const { Miniflare } = (await import(miniflarePath)) as MiniflareModule;
    const miniflare = new Miniflare({
      modules: [{ type: 'ESModule', path: 'worker.js', contents: script }],
      compatibilityDate: '2026-04-01',
      compatibilityFlags: ['nodejs_compat'],
      bindings: { OPTIONS: options },
      r2Buckets: ['BUCKET'],
      host,
      port: 0,
    });
    const url = await miniflare.ready;
    return {
      url: url.origin,
      port: Number(url.port),
      close: () => miniflare.dispose(),
      ...(files === 'on R2' && {
        countFiles: async () => await countIn(createR2Store(await miniflare.getR2Bucket('BUCKET'))),
      }),
    };
  };
}
