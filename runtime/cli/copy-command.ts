import { ObjectStoreError } from '../../lib/errors/domain-errors.ts';
import { DirectoryVanishedError } from '../../lib/maintenance/on-same-directory.ts';
import { UnusableStoreError } from '../../lib/object-store/probe-store.ts';
import { createLog } from '../node/log/log.ts';
import { parseCopySettings } from './copy/copy-settings.ts';
import type { FlagValues } from './flags/flag-values.ts';
import { UsageError } from './flags/usage-error.ts';
import { runFromBucket, runToBucket } from './run-copy.ts';
import { explainStartupError } from './startup-errors.ts';

const standardError = 2;

/**
 * Runs `cockatiel copy`, and returns its exit status: 0, or 1 if a file was left alone that should
 * have been copied. Throws a `UsageError` where it can't be done, or not to its end.
 */
export async function runCopy(values: FlagValues, places: readonly string[]): Promise<number> {
  const settings = parseCopySettings(values, places);
  const log = createLog({ verbose: false, format: 'text', fileDescriptor: standardError });
  try {
    return await (settings.isToBucket ? runToBucket : runFromBucket)(settings, log);
  } catch (error) {
    const { bucket, storage } = settings;
    if (error instanceof UnusableStoreError) throw new UsageError(`"${bucket}": ${error.message}`);
    if (error instanceof DirectoryVanishedError) {
      throw new UsageError(`source: "${storage}": ${error.message}`);
    }
    if (error instanceof ObjectStoreError) {
      throw new UsageError(`"${bucket}": ${error.detail} (${error.code})`);
    }
    throw explainStartupError(error, settings) ?? error;
  }
}
