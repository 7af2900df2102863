import { spawn } from 'node:child_process';

const running = new Set();

/**
 * Runs a command in a directory, for so long at most, and tells how it ended: with `exit` 0, with
 * another status, or with `undefined` because its time was over. Both its outputs come as one text.
 */
export function runCommand({ command, args }, directory, limitMs) {
  const startedAtMs = Date.now();
  return new Promise((resolve) => {
    // In a group of its own, so that nothing it has started outlives it.
    const options = { cwd: directory, detached: true, stdio: ['ignore', 'pipe', 'pipe'] };
    const child = spawn(command, args, options);
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-1_000_000);
      });
    }
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      killGroup(child);
    }, limitMs);
    child.once('error', (error) => {
      output += error.message;
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      running.delete(child);
      const exit = isOver ? undefined : (code ?? 1);
      resolve({ exit, output, durationMs: Date.now() - startedAtMs });
    });
  });
}

/** Ends everything that is still running, for a run that is broken off. */
export function killAll() {
  for (const child of running) killGroup(child);
}

function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
