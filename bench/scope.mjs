// What one workload starts and writes, and what it may use.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLoad } from './load.mjs';
import { freePort, startNode, storageDirectory } from './node-process.mjs';
import { runProgram } from './run-program.mjs';
import { startReference } from './start-reference.mjs';

const transferProcess = fileURLToPath(new URL('./transfer-process.mjs', import.meta.url));

/** Opens a scope in a directory of its own: `close` stops all that was started in it. */
export function openScope(settings, directory) {
  const servers = new Set();
  mkdirSync(directory, { recursive: true });

  async function keep(starting) {
    const server = await starting;
    servers.add(server);
    return server;
  }

  async function stop(server) {
    servers.delete(server);
    await server.stop();
  }

  return {
    ...settings,
    directory,
    load: createLoad(settings.generator, directory),
    freePort,
    storage: (port) => storageDirectory(directory, port),
    /** A directory for a reference to serve, created. */
    makeDirectory(name) {
      const path = join(directory, name);
      mkdirSync(path, { recursive: true });
      return path;
    },
    async startNode(port, peers = [], flags = [], options = {}) {
      const { program } = settings;
      const node = await keep(startNode(directory, port, peers, flags, { program, ...options }));
      node.descriptorsAtStart = node.descriptors();
      return node;
    },
    startReference: (name, root, flags) => keep(startReference(name, root, flags)),
    /** Sends or fetches files too large for a load generator. */
    transfer: (job) => runProgram(process.execPath, [transferProcess, JSON.stringify(job)], 60_000),
    /** Writes out what earlier rounds left in memory: the next round is not to pay for it. */
    settleDisk: () => void spawnSync('sync', ['-f', directory]),
    /** The paths of the files that a node stores below a prefix. */
    listFiles(port, prefix) {
      const root = storageDirectory(directory, port);
      const entries = readdirSync(root + prefix, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      return files.map((file) => join(file.parentPath, file.name).slice(root.length));
    },
    stop,
    async close() {
      await Promise.all([...servers].map(stop));
    },
  };
}
