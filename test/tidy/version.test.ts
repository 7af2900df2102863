import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { version } from '../../runtime/node/version.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sourcePath = 'runtime/node/version.ts';

it('the program says the version of its package', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(version).toBe(manifest.version);
});

it('`npm version` writes the new version into the source', () => {
  const copy = mkdtempSync(join(tmpdir(), 'cockatiel-'));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  const script = 'scripts/write-version.mjs';
  for (const path of [script, sourcePath]) cpSync(join(root, path), join(copy, path));
  writeFileSync(join(copy, 'package.json'), '{ "version": "9.8.7-rc.1" }');
  execFileSync(process.execPath, [join(copy, script)]);
  const before = readFileSync(join(root, sourcePath), 'utf8');
  const after = readFileSync(join(copy, sourcePath), 'utf8');
  expect(after).toBe(before.replace(`'${version}'`, "'9.8.7-rc.1'"));
  expect(after).not.toBe(before);
});
