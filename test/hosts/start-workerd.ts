import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bun, miniflarePath } from './engine-paths.ts';
import type { ContractOptions, StartContractNode } from './http-contract/contract.ts';

/** What is used of miniflare, which runs workerd. */
interface Miniflare {
  readonly ready: Promise<URL>;
  dispose(): Promise<void>;
}

interface MiniflareModule {
  readonly Miniflare: new (options: object) => Miniflare;
}

const host = '127.0.0.1';

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

/** Starts nodes in memory for the contract, each in a workerd of its own. */
export function startOnWorkerd(): StartContractNode {
  const script = bundle();
  return async (options: ContractOptions) => {
    const { Miniflare } = (await import(miniflarePath)) as MiniflareModule;
    const miniflare = new Miniflare({
      modules: [{ type: 'ESModule', path: 'worker.js', contents: script }],
      compatibilityDate: '2026-04-01',
      compatibilityFlags: ['nodejs_compat'],
      bindings: { OPTIONS: options },
      host,
      port: 0,
    });
    const url = await miniflare.ready;
    return {
      url: url.origin,
      port: Number(url.port),
      close: () => miniflare.dispose(),
    };
  };
}
