import type { ClientPlace } from '../../contract/client-check-tools.ts';
import { findFreePorts } from '../process/find-free-ports.ts';
import { startTestNode } from '../process/start-test-node.ts';

const writeSecret = 'the-secret-of-writers';
const readSecret = 'the-secret-of-readers';

/** Two nodes as processes, one of them guarded, which take requests of every page. */
export async function startClientPlace(): Promise<ClientPlace> {
  const env = { COCKATIEL_WRITE_SECRET: writeSecret, COCKATIEL_READ_SECRET: readSecret };
  const flags = ['--cors-origin', '*'];
  const [node, guarded, [port]] = await Promise.all([
    startTestNode(flags),
    startTestNode(flags, undefined, { env }),
    findFreePorts(1),
  ]);
  const dead = `http://127.0.0.1:${port}`;
  return { node: node.url, guarded: guarded.url, dead, writeSecret, readSecret };
}
