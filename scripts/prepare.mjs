// npm runs this after `npm ci`, and before it makes a package of a clone (`npm install git+…`).
//
// With `--global`, npm 7 to 11 go wrong in the clone: to install what the build needs they run
// `npm install` there, which inherits the flag. So it installs nothing in the clone, but puts a link
// to it into the global directory, in place of the directory into which the package is about to be
// unpacked. All of that is put right here.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const { env } = process;
const needed = ['node_modules/rolldown', 'node_modules/typescript'];

// npm sets this for the run in the clone; another one makes the package.
if (env._PACOTE_NO_PREPARE_ !== undefined && env.npm_config_global === 'true') {
  removeLink(join(env.npm_config_global_prefix, 'lib/node_modules'), env.npm_package_name);
} else {
  if (!needed.every((path) => existsSync(path))) npm('ci', '--include=dev', '--ignore-scripts');
  npm('run', 'build');
}

/** npm has moved the directory aside, with the dependencies that are in it already. */
function removeLink(modules, name) {
  const path = join(modules, name);
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  rmSync(path);
  const aside = readdirSync(modules).find((other) => other.startsWith(`.${name}-`));
  if (aside === undefined) mkdirSync(path);
  else renameSync(join(modules, aside), path);
}

function npm(...args) {
  // Without what says that the installation is global.
  const { npm_config_global, npm_config_location, ...rest } = env;
  const { status } = spawnSync('npm', args, { stdio: 'inherit', env: rest });
  if (status !== 0) process.exit(1);
}
