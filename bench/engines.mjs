// The other engines that can run a node, where they are installed.
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `npm run test:hosts` keeps them. */
const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'cockatiel-hosts/node_modules/.bin',
);
/** A node behind the server of the engine's own. */
const nativeServer = fileURLToPath(new URL('../test/hosts/serve-native.mjs', import.meta.url));

/** The command of an engine, from the path or the cache; `undefined` where it is not installed. */
function find(name) {
  const places = [name, join(cache, name)];
  return places.find((command) => spawnSync(command, ['--version']).status === 0);
}

/** The hosts besides Node.js that are here: a name, and how a node of each is started. */
export function otherHosts() {
  const [bun, deno] = ['bun', 'deno'].map(find);
  const hosts = [];
  if (bun !== undefined) {
    hosts.push({ name: 'bun', engine: [bun] });
    hosts.push({ name: 'Bun.serve', engine: [bun], program: nativeServer });
  }
  if (deno !== undefined) {
    const engine = [deno, 'run', '--allow-all'];
    hosts.push({ name: 'deno', engine });
    hosts.push({ name: 'Deno.serve', engine, program: nativeServer });
  }
  return hosts;
}
