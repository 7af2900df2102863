// Starts the servers of references/ that ours is compared with.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './node-process.mjs';
import { nginxConfiguration } from './references/nginx.mjs';
import { directConfiguration } from './references/nginx-direct.mjs';
import { startServer } from './server-process.mjs';

/** Whether nginx is installed; without it the comparisons with it are left out. */
export function hasNginx() {
  return spawnSync('nginx', ['-v'], { env: environment() }).status === 0;
}

/**
 * Starts a reference by its name (its file in references/) on a directory of files; for
 * nginx-direct, the flag is the port of the node that has the directory.
 */
export async function startReference(name, directory, flags = []) {
  const port = await freePort();
  if (name.startsWith('nginx')) return await startNginx(name, port, directory, flags);
  const program = fileURLToPath(new URL(`./references/${name}.mjs`, import.meta.url));
  return await startServer(name, port, process.execPath, [program, `${port}`, directory, ...flags]);
}

async function startNginx(name, port, directory, [nodePort]) {
  const scratch = `${directory}-nginx-${port}`;
  const configure = name === 'nginx' ? nginxConfiguration : directConfiguration;
  mkdirSync(scratch, { recursive: true });
  const file = join(scratch, 'nginx.conf');
  writeFileSync(file, configure(port, directory, scratch, nodePort));
  const log = join(scratch, 'error.log');
  return await startServer(name, port, 'nginx', ['-e', log, '-c', file], {
    isSilent: true,
  });
}

/** Debian keeps nginx where only root's PATH leads. */
function environment() {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
}
