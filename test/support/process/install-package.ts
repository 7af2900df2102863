import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * Installs the package into the `node_modules` of a directory as npm would, but without a network:
 * what `npm pack` makes is unpacked there, and the dependencies are those of this checkout. The
 * package must be built.
 */
export async function installPackage(directory: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;
  const modules = join(directory, 'node_modules');
  await mkdir(join(modules, '.bin'), { recursive: true });
  await unpack(await mkdtemp(join(tmpdir(), 'cockatiel-pack-')), join(modules, manifest.name));
  for (const [program, path] of Object.entries(manifest.bin)) {
    await symlink(join('..', manifest.name, path), join(modules, '.bin', program));
  }
  for (const name of Object.keys(manifest.dependencies)) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(root, 'node_modules', name), join(modules, name));
  }
}

async function unpack(scratch: string, target: string): Promise<void> {
  // Scripts would build again, under the feet of the tests that use what is built.
  const flags = ['--json', '--ignore-scripts', '--pack-destination', scratch];
  const { stdout } = await run('npm', ['pack', ...flags], { cwd: root });
  const [{ filename }] = JSON.parse(stdout) as [{ readonly filename: string }];
  await run('tar', ['-xzf', filename], { cwd: scratch });
  await rename(join(scratch, 'package'), target);
  await rm(scratch, { recursive: true });
}
