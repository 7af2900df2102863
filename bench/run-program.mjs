// Runs a program of the bench in a process of its own, so that it costs the bench nothing.
import { spawn } from 'node:child_process';

/**
 * Runs a program and resolves with the JSON on the last line of its output. It is interrupted after
 * `interruptMs`, and killed when it takes longer than `limitMs` and with this process.
 */
export async function runProgram(command, args, limitMs, interruptMs = limitMs) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => child.kill('SIGKILL');
  process.prependOnceListener('exit', kill);
  const timers = [setTimeout(kill, limitMs), setTimeout(() => child.kill('SIGINT'), interruptMs)];
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  for (const timer of timers) clearTimeout(timer);
  process.off('exit', kill);
  const lines = output.trimEnd().split('\n');
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${lines.slice(-5).join(' | ')}`);
  return JSON.parse(lines.at(-1));
}
