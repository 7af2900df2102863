// A server under measurement: a process of its own, and what the kernel says of it.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a server may take to listen by default, and to end once it is told to. */
const defaultPatienceMs = 20_000;

/**
 * Starts a server on a port of 127.0.0.1 and resolves when it has printed that it listens, or, if
 * it `isSilent`, when it accepts a connection; `startMs` says how long that took, for which it has
 * `patienceMs`. It does not outlive this process. CPU time and memory are read from `/proc`, so this
 * works on Linux only.
 */
export async function startServer(name, port, command, args, options = {}) {
  const { isSilent = false, patienceMs = defaultPatienceMs } = options;
  const began = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => child.kill('SIGKILL');
  process.prependOnceListener('exit', kill);
  const exited = new Promise((resolve) => child.once('close', resolve));
  exited.then(() => process.off('exit', kill));
  await untilListening(child, { name, patienceMs, silentPort: isSilent ? port : undefined });
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid,
    startMs: performance.now() - began,
    /** How long ago it was started. */
    sinceStartMs: () => performance.now() - began,
    ...createMeter(child.pid),
    async stop() {
      const timer = setTimeout(kill, defaultPatienceMs);
      child.kill('SIGTERM');
      await exited;
      clearTimeout(timer);
    },
  };
}

function untilListening(child, { name, patienceMs, silentPort }) {
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`The server "${name}" ${why}.`));
    const timer = setTimeout(fail, patienceMs, `does not listen after ${patienceMs} ms`);
    child.once('error', (error) => fail(`can't be started: ${error.message}`));
    child.once('exit', (code) => fail(`ended with ${code}`));
    const succeed = () => {
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', (chunk) => chunk.includes('listens on') && succeed());
    if (silentPort !== undefined) untilAccepting(silentPort, patienceMs).then(succeed, fail);
  });
}

async function untilAccepting(port, patienceMs) {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const socket = connect(port, '127.0.0.1');
    const accepted = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (accepted) return;
    await pause(20);
  }
  throw new Error('accepts no connection');
}

function createMeter(pid) {
  const memoryMiB = (field) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)[1]) / 1024;
  };
  return {
    /** Resident memory now, in MiB. */
    rssMiB: () => memoryMiB('VmRSS'),
    /** The most memory that was ever resident, in MiB. */
    peakRssMiB: () => memoryMiB('VmHWM'),
    /** How many files, sockets and the like are open now. */
    descriptors: () => readdirSync(`/proc/${pid}/fd`).length,
    /** CPU time used so far, in ms: unlike wall time it knows nothing of other programs. */
    cpuMs() {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
  };
}
