import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { getFlags as flags } from '../flags/client-flags.ts';
import { type FlagValues, lastValue } from '../flags/flag-values.ts';
import { UsageError } from '../flags/usage-error.ts';
import { readTransferSettings } from './client-settings.ts';
import { fetchFile } from './fetch-file.ts';
import { parseTarget } from './parse-target.ts';
import { runTransfers } from './run-transfers.ts';
import { createFileTarget, standardOutput } from './write-target.ts';

/** Runs `cockatiel get`, and returns its exit status: 0, or 1 if something was not read. */
export async function runGet(values: FlagValues, words: readonly string[]): Promise<number> {
  const settings = readTransferSettings(values, flags, 'read', process.env);
  const output = lastValue(values, flags.output);
  const replaces = lastValue(values, flags.force) ?? false;
  const isDirectory = output !== undefined && output !== '-' && isDirectoryAt(output);
  if (words.length > 1 && output !== undefined && !isDirectory) {
    throw new UsageError(`--output: "${output}" is not a directory, and several files are read`);
  }
  return await runTransfers<string>({
    settings,
    doneWord: 'read',
    async *items(report) {
      report.expect(async () => ({ files: words.length, bytes: undefined }));
      yield* words;
    },
    labelOf: (word) => word,
    async transfer(word, { nodes, report, signal }) {
      const stored = parseTarget(word, settings.nodes);
      const run = { nodes, report, signal, isOnly: words.length === 1 };
      if (output === '-') {
        await fetchFile(stored, standardOutput, run);
        return undefined;
      }
      const path =
        output === undefined || isDirectory ? join(output ?? '', basename(stored.name)) : output;
      await fetchFile(stored, createFileTarget(path, replaces), run);
      return path;
    },
  });
}

function isDirectoryAt(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
