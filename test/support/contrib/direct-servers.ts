import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { repository } from '../process/documents.ts';
import { findFreePorts } from '../process/find-free-ports.ts';
import { addressesOf, fillIn } from './fill-in.ts';
import { startCaddyFront, startNginxFront } from './fronts.ts';

/** A server that sends stored files itself, as contrib/ has it. */
export interface DirectServer {
  readonly name: 'nginx' | 'Caddy';
  /**
   * Starts it on a storage directory, in front of nodes at these ports of the loopback, of which
   * the first has that directory; returns its own port. `more` are other changes of its file.
   */
  start(
    nodes: readonly number[],
    storage: string,
    ctx: TestContext,
    more?: Readonly<Record<string, string>>,
  ): Promise<number>;
  /** The lines of its file that are only for some nodes, and how they begin to count. */
  readonly optional: Readonly<Record<string, string>>;
}

/** Lines that are comments, and what they are without that. */
function uncomment(...lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.map((line) => [`# ${line}`, line]));
}

const examples = ['127.0.0.1:8080', '10.1.1.2:8080', '10.1.1.3:8080'];

export const directServers: readonly DirectServer[] = [
  {
    name: 'nginx',
    optional: uncomment("'~*\\.(?:txt|csv)$' '';", 'add_header Vary Origin;'),
    async start(nodes, storage, ctx, more = {}) {
      const [port = 0] = await findFreePorts(1);
      const site = await fillIn('nginx/direct.conf', {
        ...addressesOf(nodes, examples),
        ...more,
        'root /srv/files;': `root ${storage};`,
        'listen 80;': `listen 127.0.0.1:${port};`,
        '/etc/nginx/cockatiel/types.conf': join(repository, 'contrib/nginx/types.conf'),
      });
      await startNginxFront(site, port, ctx);
      return port;
    },
  },
  {
    name: 'Caddy',
    optional: uncomment('not path *.txt *.csv', '+Vary Origin'),
    async start(nodes, storage, ctx, more = {}) {
      const [port = 0] = await findFreePorts(1);
      const caddyfile = await fillIn('caddy/Caddyfile.direct', {
        ...addressesOf(nodes, examples),
        ...more,
        'root * /srv/files': `root * ${storage}`,
        'files.example.com': `http://:${port}`,
      });
      await startCaddyFront(caddyfile, port, ctx);
      return port;
    },
  },
];
