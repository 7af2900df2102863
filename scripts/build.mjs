// Compiles handlers/, lib/ and runtime/ into dist/, from nothing, so that no file of an older build
// stays behind. Then bundles what the command runs into one file: to open hundreds took most of a
// start. The page is bundled, too.
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { build } from 'rolldown';
import { buildPage } from './build-page.mjs';

rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync('tsc', ['--project', 'tsconfig.build.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
chmodSync('dist/runtime/cli/cockatiel.cjs', 0o755);
const main = 'dist/runtime/cli/main.js';
await build({
  input: main,
  platform: 'node',
  external: (id) => !/^[./]/u.test(id),
  output: { file: main, format: 'esm' },
});
await buildPage();
