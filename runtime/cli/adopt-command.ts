import { adoptedKinds } from '../../lib/maintenance/finding-kinds.ts';
import { createLog } from '../node/log/log.ts';
import { openNodeAdoption } from '../node/open-adoption.ts';
import { checkAdoption } from './check-directories.ts';
import { adoptFlags as flags } from './flags/adopt-flags.ts';
import { type FlagValues, lastValue } from './flags/flag-values.ts';
import { UsageError } from './flags/usage-error.ts';
import { adoptSources } from './offline/adopt-sources.ts';
import { runReported } from './offline/run-reported.ts';
import { explainStartupError } from './startup-errors.ts';

const standardError = 2;

/** What the flags and arguments of `cockatiel adopt` say. */
interface Settings {
  readonly storage: string;
  readonly queue: string | undefined;
  readonly sources: readonly string[];
  readonly newStorage: boolean;
  readonly minFreeBytes: number | undefined;
  readonly fsync: boolean;
  readonly isVerbose: boolean;
}

/**
 * Runs `cockatiel adopt`, and returns its exit status: 0, or 1 if a file was left alone that should
 * have been adopted. Throws a `UsageError` where it can't be done, or not to its end.
 */
export async function runAdopt(values: FlagValues, sources: readonly string[]): Promise<number> {
  const settings = parseSettings(values, sources);
  await checkAdoption(settings);
  const log = createLog({ verbose: false, format: 'text', fileDescriptor: standardError });
  const adoption = await explained(settings, () => openNodeAdoption({ ...settings, log }));
  return await runReported({
    kinds: adoptedKinds,
    isVerbose: settings.isVerbose,
    place: settings.storage,
    run: (report, signal) =>
      explained(settings, () => adoptSources(sources, adoption, report, signal)),
    close: adoption.close,
  });
}

function parseSettings(values: FlagValues, sources: readonly string[]): Settings {
  const storage = lastValue(values, flags.storage);
  if (storage === undefined) throw new UsageError('--storage: give the path of a directory');
  return {
    storage,
    queue: lastValue(values, flags.queue),
    sources,
    newStorage: lastValue(values, flags.newStorage) ?? false,
    minFreeBytes: lastValue(values, flags.minFree),
    fsync: lastValue(values, flags.noFsync) !== true,
    isVerbose: lastValue(values, flags.verbose) ?? false,
  };
}

/** Does work on the directories; an error that the user can mend says how. */
async function explained<Result>(settings: Settings, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw explainStartupError(error, settings) ?? error;
  }
}
