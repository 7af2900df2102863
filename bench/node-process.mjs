// Starts built nodes as processes of their own, for the measurements beside this file.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/runtime/cockatiel.cjs', import.meta.url));

/** A port that nobody uses at the moment. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a node on `<directory>/<port>` and resolves when it listens; `startMs` says how long it took. */
export async function startNode(directory, port, peers, flags = []) {
  const paths = ['--storage', join(directory, `${port}`, 'storage')];
  paths.push('--queue', join(directory, `${port}`, 'queue'));
  const nodes = peers.flatMap((peer) => ['--node', `http://127.0.0.1:${peer}`]);
  const args = [main, '--host', '127.0.0.1', '--port', `${port}`, ...paths, ...nodes, ...flags];
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => chunk.includes('listens on') && resolve());
    child.once('exit', (code) => reject(new Error(`The node ended with ${code}.`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    startMs: performance.now() - began,
    /** Resident memory now, in MiB. */
    rssMiB() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
    },
    /** CPU time used so far, in ms: unlike wall time it does not tell of the machine's other work. */
    cpuMs() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** How many operations a node still owes its only peer. */
export async function queueLength(url) {
  const status = await (await fetch(`${url}/_status`)).json();
  return Object.values(status.queues)[0].length;
}

/** The middle value, and the ones at both ends. */
export function spread(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return { min: sorted[0], median: sorted[sorted.length >> 1], max: sorted.at(-1) };
}
