import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FinalError } from '../../../../../runtime/cli/client/final-error.ts';
import { createFileTarget } from '../../../../../runtime/cli/client/write-target.ts';

function useDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'cockatiel-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    if (text === '!') throw new Error('it broke off');
    yield Buffer.from(text);
  }
}

test('a file appears whole, and nothing else', async () => {
  const directory = useDirectory();
  const path = join(directory, 'a');
  const target = createFileTarget(path, false);
  await target.check();
  await target.write(
    (async function* () {
      yield Buffer.from('one ');
      expect(readdirSync(directory)).toEqual([expect.stringMatching(/^\.cockatiel-.*\.partial$/u)]);
      yield Buffer.from('two');
    })(),
  );
  expect(readdirSync(directory)).toEqual(['a']);
  expect(readFileSync(path, 'utf8')).toBe('one two');
});

test('what breaks off leaves nothing, and can be tried again', async () => {
  const directory = useDirectory();
  const target = createFileTarget(join(directory, 'a'), false);
  await expect(target.write(chunksOf('one', '!'))).rejects.toThrow('it broke off');
  expect(readdirSync(directory)).toEqual([]);
  await target.write(chunksOf('whole'));
  expect(readFileSync(join(directory, 'a'), 'utf8')).toBe('whole');
});

test('a file that is there gives way only where it is to be replaced', async () => {
  const directory = useDirectory();
  const path = join(directory, 'a');
  writeFileSync(path, 'old');
  const kept = createFileTarget(path, false);
  await expect(kept.check()).rejects.toThrow(FinalError);
  // It may come after the check.
  await expect(kept.write(chunksOf('new'))).rejects.toThrow('is there already');
  expect(readFileSync(path, 'utf8')).toBe('old');
  const replaced = createFileTarget(path, true);
  await replaced.check();
  await replaced.write(chunksOf('new'));
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(readdirSync(directory)).toEqual(['a']);
});

test('what can not be written is no fault of a node', async () => {
  const target = createFileTarget(join(useDirectory(), 'absent', 'a'), false);
  await expect(target.write(chunksOf('a'))).rejects.toThrow(FinalError);
});
