import { putFlags as flags } from '../flags/client-flags.ts';
import { type FlagValues, lastValue } from '../flags/flag-values.ts';
import { UsageError } from '../flags/usage-error.ts';
import { readTransferSettings } from './client-settings.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { runTransfers } from './run-transfers.ts';
import { sendFile } from './send-file.ts';
import type { Totals } from './transfer-report.ts';

/** Runs `cockatiel put`, and returns its exit status: 0, or 1 if something was not stored. */
export async function runPut(values: FlagValues, paths: readonly string[]): Promise<number> {
  const as = lastValue(values, flags.as);
  if (as !== undefined && paths.length > 1) {
    throw new UsageError('--as: it is the name for one file or directory; give one');
  }
  const printsNames = lastValue(values, flags.names) ?? false;
  return await runTransfers<FoundFile>({
    settings: readTransferSettings(values, flags, 'write', process.env),
    doneWord: 'stored',
    items(report) {
      report.expect((signal) => countFiles(paths, signal));
      return findFiles(paths, as, report.noteFailed);
    },
    labelOf: ({ path }) => path,
    async transfer(file, { nodes, report }) {
      const { name, url } = await sendFile(file, nodes, report.noteBytes);
      return printsNames ? name : url;
    },
  });
}

/** What can't be read is left out: whoever sends the files finds it as well. */
async function countFiles(paths: readonly string[], signal: AbortSignal): Promise<Totals> {
  let files = 0;
  let bytes = 0;
  for await (const { sizeBytes } of findFiles(paths, undefined, () => undefined)) {
    if (signal.aborted) break;
    files += 1;
    bytes += sizeBytes;
  }
  return { files, bytes };
}
