// `npm start`: one node on 127.0.0.1:8080 with its files under ./data, and a command to try it with.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/runtime/main.js', import.meta.url));
const args = ['serve', '--host', '127.0.0.1', '--port', '8080', ...process.argv.slice(2)];
// In a process group of its own: Ctrl-C would reach it twice, and twice means: at once.
const stdio = ['ignore', 'pipe', 'inherit'];
const node = spawn(process.execPath, [main, ...args], { stdio, detached: true });

node.stdout.on('data', (chunk) => {
  process.stdout.write(chunk);
  const url = /listens on (\S+)/.exec(chunk.toString())?.[1];
  if (url !== undefined) {
    console.log(`Try: curl -i -T package.json ${url}/hello.json`);
  }
});
node.once('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 0 : 1);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => node.kill(signal));
