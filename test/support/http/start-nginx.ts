import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, type TestContext, vi } from 'vitest';
import { patience } from '../patience.ts';
import { findFreePorts } from '../process/find-free-ports.ts';
import { useTestDirectory } from '../process/start-test-node.ts';
import { isListening } from './open-connection.ts';

/** Two caches in front of a node, each with an origin of its own. */
export interface CachingProxies {
  /** Follows HTTP. */
  readonly obedient: string;
  /** Ignores `Vary`. */
  readonly careless: string;
}

const program = '/usr/sbin/nginx';

/**
 * Starts nginx as a cache in front of a node; it stops with the test. If nginx is not installed the
 * test is skipped; in CI (`CI=true`) it fails.
 */
export async function startNginx(
  node: { readonly port: number },
  ctx: TestContext,
): Promise<CachingProxies> {
  if (!existsSync(program)) {
    if (process.env['CI'] === 'true') throw new Error('nginx is missing: install it.');
    return ctx.skip('nginx is missing');
  }
  const directory = await useTestDirectory();
  const [first = 0, second = 0] = await findFreePorts(2);
  await mkdir(join(directory, 'logs'));
  await writeFile(join(directory, 'nginx.conf'), configuration(node.port, [first, second]));
  const child = spawn(program, ['-p', directory, '-c', 'nginx.conf', '-e', 'logs/error'], {
    stdio: 'ignore',
  });
  const exit = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await exit;
  });
  await vi.waitUntil(() => isListening(first), patience);
  return { obedient: `http://127.0.0.1:${first}`, careless: `http://127.0.0.1:${second}` };
}

function configuration(port: number, [first, second]: readonly [number, number]): string {
  const tempPaths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const server = (listen: number, zone: string, more: string): string => `
  proxy_cache_path cache-${zone} keys_zone=${zone}:1m;
  server {
    listen 127.0.0.1:${listen};
    location / {
      proxy_pass http://127.0.0.1:${port};
      proxy_cache ${zone};
      add_header X-Cache $upstream_cache_status always;
      ${more}
    }
  }`;
  return `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid logs/pid;
worker_processes 1;
events {}
http {
  access_log off;
  ${tempPaths.map((name) => `${name}_temp_path temp-${name};`).join('\n  ')}
  ${server(first, 'obedient', '')}
  ${server(second, 'careless', 'proxy_ignore_headers Vary;')}
}
`;
}
