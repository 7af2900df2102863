// Starts built nodes as processes of their own, for the measurements beside this file.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from './server-process.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** The built program of this package. */
export const builtProgram = join(root, bin.cockatiel);

/** A port that nobody uses at the moment. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Where a node started on a directory and a port stores its files. */
export function storageDirectory(directory, port) {
  return join(directory, `${port}`, 'storage');
}

/**
 * Starts a node on `<directory>/<port>`, and resolves when it listens, in 20 s by default.
 * `nodeFlags` are for Node.js, or for the `engine` that is given as a command.
 */
export async function startNode(directory, port, peers, flags = [], options = {}) {
  const { program = builtProgram, nodeFlags = [], patienceMs } = options;
  const [command, ...engineFlags] = options.engine ?? [process.execPath];
  const paths = ['--storage', storageDirectory(directory, port)];
  paths.push('--queue', join(directory, `${port}`, 'queue'));
  const nodes = peers.flatMap((peer) => ['--node', `http://127.0.0.1:${peer}`]);
  const address = ['--host', '127.0.0.1', '--port', `${port}`];
  const args = [...engineFlags, ...nodeFlags, program, ...address, ...paths, ...nodes, ...flags];
  return await startServer('cockatiel', port, command, args, { patienceMs });
}

/** How many operations a node owes its peers: the longest of its queues. */
export async function queueLength(url) {
  const status = await (await fetch(`${url}/_status`)).json();
  return Math.max(0, ...Object.values(status.queues).map(({ length }) => length));
}

/** The middle value, and the ones at both ends. */
export function spread(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return { min: sorted[0], median: (middle[0] + middle[1]) / 2, max: sorted.at(-1) };
}
