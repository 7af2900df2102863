import { verifiedKinds } from '../../lib/maintenance/finding-kinds.ts';
import { checkReadable } from './check-directories.ts';
import { type FlagValues, lastValue } from './flags/flag-values.ts';
import { UsageError } from './flags/usage-error.ts';
import { verifyFlags as flags } from './flags/verify-flags.ts';
import { createFileReport } from './offline/file-report.ts';
import { endBySignal, onInterrupt } from './offline/interrupts.ts';
import { createScreen } from './offline/screen.ts';
import { verifyDirectory } from './offline/verify-directory.ts';

/**
 * Runs `cockatiel verify`, and returns its exit status: 0, or 1 if a file is not right. Throws a
 * `UsageError` where it can't be done.
 */
export async function runVerify(values: FlagValues): Promise<number> {
  const storage = lastValue(values, flags.storage);
  if (storage === undefined) throw new UsageError('--storage: give the path of a directory');
  const isVerbose = lastValue(values, flags.verbose) ?? false;
  checkReadable('--storage', storage);
  const screen = createScreen();
  const nowMs = (): number => performance.now();
  const report = createFileReport({ screen, kinds: verifiedKinds, isVerbose, nowMs });
  onInterrupt((signal) => {
    screen.say(`interrupted; ${storage}: ${report.finish()}`);
    endBySignal(signal);
  });
  try {
    await verifyDirectory(storage, report);
  } finally {
    const line = report.finish();
    const isPrinted = isVerbose || screen.isTerminal || report.status() !== 0;
    if (isPrinted) screen.say(`${storage}: ${line}`);
  }
  return report.status();
}
