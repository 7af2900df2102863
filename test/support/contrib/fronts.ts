import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { repository } from '../process/documents.ts';
import { useTestDirectory } from '../process/start-test-node.ts';
import { requireProgram, startFront } from './start-front.ts';

/** What nginx is told beside a site: to stay in the foreground, and to write only here. */
function nginxMain(site: string): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const paths = kinds.map((kind) => `${kind}_temp_path temp-${kind};`);
  return `daemon off;
master_process ${process.getuid?.() === 0 ? 'on;\nuser root' : 'off'};
pid pid;
worker_processes 2;
events {}
http {
access_log off;
${paths.join('\n')}
${site}
}
`;
}

/**
 * Starts nginx with a site, which listens on the port; what it writes lies in the directory that is
 * returned.
 */
export async function startNginxFront(
  site: string,
  port: number,
  ctx: TestContext,
): Promise<string> {
  requireProgram('nginx', ctx);
  const directory = await useTestDirectory();
  await writeFile(join(directory, 'nginx.conf'), nginxMain(site));
  const flags = ['-p', directory, '-c', 'nginx.conf', '-e', 'errors'];
  const check = ['-t', ...flags];
  // Workers outlive a master that is killed.
  const signal = 'SIGTERM';
  await startFront({ program: 'nginx', check, start: flags, directory, port, signal });
  return directory;
}

/** Starts Caddy with a Caddyfile, which listens on the port without TLS. */
export async function startCaddyFront(
  caddyfile: string,
  port: number,
  ctx: TestContext,
): Promise<void> {
  requireProgram('caddy', ctx);
  const directory = await useTestDirectory();
  await cp(join(repository, 'contrib/caddy/types'), join(directory, 'types'));
  await writeFile(join(directory, 'Caddyfile'), `{\n\tadmin off\n}\n${caddyfile}`);
  const flags = ['--config', 'Caddyfile', '--adapter', 'caddyfile'];
  const check = ['validate', ...flags];
  const start = ['run', ...flags];
  await startFront({ program: 'caddy', check, start, directory, port, signal: 'SIGKILL' });
}

/** Starts HAProxy with a configuration, which listens on the port. */
export async function startHaproxyFront(
  configuration: string,
  port: number,
  ctx: TestContext,
): Promise<void> {
  requireProgram('haproxy', ctx);
  const directory = await useTestDirectory();
  await writeFile(join(directory, 'haproxy.cfg'), configuration);
  const check = ['-c', '-f', 'haproxy.cfg'];
  const start = ['-db', '-f', 'haproxy.cfg'];
  await startFront({ program: 'haproxy', check, start, directory, port, signal: 'SIGKILL' });
}
