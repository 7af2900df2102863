// `npm start`: a cluster of three nodes on 127.0.0.1:8080–8082 with their files under ./data, and
// a command to try it with. `npm start -- 9080` begins at another port.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/runtime/cli/cockatiel.cjs', import.meta.url));
const endWithParent = fileURLToPath(new URL('end-with-parent.cjs', import.meta.url));
const parentCheckMs = 250;

// npm passes on SIGINT and SIGTERM; any other signal ends it alone. The shell of the start script
// in package.json hands over the process id of npm, and becomes this process by `exec`. By the time
// that Node runs, npm may be gone already: then nothing is started.
const npm = process.env.NPM_PID;
delete process.env.NPM_PID;
const isOrphan = () => npm !== undefined && process.ppid !== Number(npm);
if (isOrphan()) process.exit(1);
setInterval(() => isOrphan() && stopAll(), parentCheckMs).unref();

const firstPort = Number(process.argv[2] ?? 8080);
const ports = [firstPort, firstPort + 1, firstPort + 2];
const urls = ports.map((port) => `http://127.0.0.1:${port}`);
let listening = 0;
let isStopping = false;

const nodes = ports.map((port, index) => {
  const peers = urls.filter((_, other) => other !== index).flatMap((url) => ['--node', url]);
  const directories = ['--storage', `data/${port}/storage`, '--queue', `data/${port}/queue`];
  const listen = ['--host', '127.0.0.1', '--port', `${port}`];
  const args = ['serve', ...listen, '--log-format', 'text', ...directories, ...peers];
  // In a group of its own: Ctrl-C in a terminal reaches this script alone, which then ends the node
  // by one signal. A second one would make it drop what is in flight. The IPC channel tells it when
  // this script is killed.
  const options = { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true };
  const node = spawn(process.execPath, ['--require', endWithParent, main, ...args], options);
  for (const stream of [node.stdout, node.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      console.log(`${port} | ${line}`);
      if (line.includes('listens on')) tellHowToTry();
    });
  }
  node.once('exit', (code) => {
    if (code !== 0) process.exitCode = 1;
    // Two of three are no cluster to try things with: the end of one ends all.
    stopAll();
  });
  return node;
});

function tellHowToTry() {
  listening += 1;
  if (listening < ports.length) return;
  console.log(`
Put a file on one node and read it from another:
  name=$(curl -s -o /dev/null -w '%header{location}' -T package.json ${urls[0]}/hello.json)
  until curl -sf "${urls[2]}$name"; do sleep 0.1; done
See how the nodes are in a browser: ${urls[0]}/
Ctrl-C ends all three.`);
}

function stopAll() {
  if (isStopping) return;
  isStopping = true;
  for (const node of nodes) node.kill('SIGTERM');
}

// npm passes on a signal that the terminal has sent to everybody already: only the first counts.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stopAll);
