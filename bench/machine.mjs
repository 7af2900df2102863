// What the figures depend on.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, release, totalmem } from 'node:os';
import { basename } from 'node:path';

/** Describes the machine, the disk below a directory, and the programs that take part. */
export function describeMachine(directory, generator) {
  const { version: node } = process;
  const [{ model }] = cpus();
  const cores = cpus().length;
  const memoryGiB = Math.round(totalmem() / 1024 ** 3);
  const fileSystem = describeFileSystem(directory);
  const kernel = `Linux ${release()}`;
  const programs = { generator: describeGenerator(generator), nginx: describeNginx() };
  return { node, cpu: model, cores, memoryGiB, kernel, fileSystem, ...programs };
}

function describeGenerator(generator) {
  if (generator === 'wrk') return /^wrk \S+/.exec(spawnSync('wrk', ['-v']).stdout)[0];
  const { version } = createRequire(import.meta.url)('autocannon/package.json');
  return `autocannon ${version}`;
}

function describeNginx() {
  const { error, stderr } = spawnSync('nginx', ['-v']);
  return error === undefined ? stderr.toString().trim().replace(/^.*: /, '') : 'not installed';
}

/** ext4 without a journal is told apart: it is slow to create files after many were deleted. */
function describeFileSystem(directory) {
  const path = realpathSync(directory);
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(
      ([, point]) => point !== undefined && `${path}/`.startsWith(point.replace(/\/?$/, '/')),
    );
  const [device, , type] = mounts.toSorted((one, other) => one[1].length - other[1].length).at(-1);
  const isUnjournaled = type === 'ext4' && !existsSync(`/proc/fs/jbd2/${basename(device)}-8`);
  return isUnjournaled ? 'ext4 without a journal' : type;
}
