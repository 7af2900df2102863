import { ObjectStoreError } from '../../lib/errors/domain-errors.ts';
import { copiedKinds } from '../../lib/maintenance/finding-kinds.ts';
import { UnusableStoreError } from '../../lib/object-store/probe-store.ts';
import { createLog } from '../node/log/log.ts';
import { openNodeAdoption } from '../node/open-adoption.ts';
import { isS3Address } from '../objects/s3-address.ts';
import type { S3Credentials } from '../objects/s3-client.ts';
import { checkAdoption, checkDirectories, checkReadable } from './check-directories.ts';
import { copyFlags as flags } from './flags/copy-flags.ts';
import { type FlagValues, lastValue } from './flags/flag-values.ts';
import { parseStorage } from './flags/setting-values.ts';
import { UsageError } from './flags/usage-error.ts';
import { copyFromBucket, copyToBucket } from './offline/copy-between.ts';
import { openBucket } from './offline/open-bucket.ts';
import { runReported } from './offline/run-reported.ts';
import { loadObjectCredentials } from './secrets/load-object-credentials.ts';
import { explainStartupError } from './startup-errors.ts';

const standardError = 2;

/** What the flags and arguments of `cockatiel copy` say. */
interface Settings {
  readonly directory: string;
  readonly bucket: string;
  readonly isToBucket: boolean;
  readonly queue: string | undefined;
  readonly credentials: S3Credentials;
  readonly newStorage: boolean;
  readonly minFreeBytes: number | undefined;
  readonly fsync: boolean;
  readonly isVerbose: boolean;
}

/**
 * Runs `cockatiel copy`, and returns its exit status: 0, or 1 if a file was left alone that should
 * have been copied. Throws a `UsageError` where it can't be done, or not to its end.
 */
export async function runCopy(values: FlagValues, places: readonly string[]): Promise<number> {
  const settings = parseSettings(values, places);
  return await explained(settings, () =>
    settings.isToBucket ? runToBucket(settings) : runFromBucket(settings),
  );
}

async function runToBucket(settings: Settings): Promise<number> {
  const { directory, queue, bucket: address, credentials, isVerbose } = settings;
  checkReadable('source', directory);
  if (queue !== undefined) checkReadable('--queue', queue);
  const log = openLog();
  const bucket = await openBucket(address, credentials, 'write', log);
  return await runReported({
    kinds: copiedKinds,
    isVerbose,
    place: address,
    run: (report, signal) => copyToBucket({ path: directory, queue }, bucket, report, signal, log),
    close: bucket.close,
  });
}

async function runFromBucket(settings: Settings): Promise<number> {
  const { directory, queue, bucket: address, credentials, isVerbose } = settings;
  if (queue !== undefined) await checkDirectories({ storage: directory, queue });
  await checkAdoption({ storage: directory, queue, sources: [] });
  const log = openLog();
  const bucket = await openBucket(address, credentials, 'read', log);
  const adoption = await openNodeAdoption({ ...settings, storage: directory, log });
  return await runReported({
    kinds: copiedKinds,
    isVerbose,
    place: directory,
    run: (report, signal) => copyFromBucket(bucket, adoption, settings, report, signal),
    async close() {
      await adoption.close();
      await bucket.close();
    },
  });
}

function openLog() {
  return createLog({ verbose: false, format: 'text', fileDescriptor: standardError });
}

function parseSettings(values: FlagValues, places: readonly string[]): Settings {
  const [from = '', to = ''] = places;
  const isToBucket = isS3Address(to);
  if (isToBucket && isS3Address(from)) {
    throw new UsageError('one of both must be a directory');
  }
  if (!isToBucket && !isS3Address(from)) {
    throw new UsageError('one of both must be a bucket; "cockatiel adopt" copies directories');
  }
  const bucket = parseStorage(isToBucket ? to : from, 'bucket');
  return {
    directory: isToBucket ? from : to,
    bucket,
    isToBucket,
    queue: lastValue(values, flags.queue),
    credentials: loadObjectCredentials(lastValue(values, flags.objectSecretFile), process.env),
    newStorage: lastValue(values, flags.newStorage) ?? false,
    minFreeBytes: lastValue(values, flags.minFree),
    fsync: lastValue(values, flags.noFsync) !== true,
    isVerbose: lastValue(values, flags.verbose) ?? false,
  };
}

/** Does work on both; an error that the user can mend says how. */
async function explained(
  { bucket, directory, queue }: Settings,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnusableStoreError || error instanceof ObjectStoreError) {
      throw new UsageError(`"${bucket}": ${error.message}`);
    }
    throw explainStartupError(error, { storage: directory, queue }) ?? error;
  }
}
