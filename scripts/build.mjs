// Compiles handlers/, lib/ and runtime/ into dist/, from nothing, so that no file of an older build stays behind.
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync('tsc', ['--project', 'tsconfig.build.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
chmodSync('dist/runtime/cli/cockatiel.cjs', 0o755);
