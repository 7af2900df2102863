import { isS3Address } from '../../objects/s3-address.ts';
import type { S3Credentials } from '../../objects/s3-client.ts';
import { copyFlags as flags } from '../flags/copy-flags.ts';
import { type FlagValues, lastValue } from '../flags/flag-values.ts';
import { parseStorage } from '../flags/setting-values.ts';
import { UsageError } from '../flags/usage-error.ts';
import { loadObjectCredentials } from '../secrets/load-object-credentials.ts';

/** What the flags and arguments of `cockatiel copy` say. */
export interface CopySettings {
  /** The storage directory. */
  readonly storage: string;
  readonly bucket: string;
  readonly isToBucket: boolean;
  readonly queue: string | undefined;
  readonly credentials: S3Credentials;
  readonly newStorage: boolean;
  readonly minFreeBytes: number | undefined;
  readonly fsync: boolean;
  readonly isVerbose: boolean;
}

/** Reads them; throws a `UsageError` for what can't be copied. */
export function parseCopySettings(values: FlagValues, places: readonly string[]): CopySettings {
  const [from = '', to = ''] = places;
  const isToBucket = isS3Address(to);
  if (isToBucket && isS3Address(from)) throw new UsageError('one of both must be a directory');
  if (!isToBucket && !isS3Address(from)) {
    throw new UsageError('one of both must be a bucket; "cockatiel adopt" copies directories');
  }
  return {
    storage: isToBucket ? from : to,
    bucket: parseStorage(isToBucket ? to : from, 'bucket'),
    isToBucket,
    queue: lastValue(values, flags.queue),
    credentials: loadObjectCredentials(lastValue(values, flags.objectSecretFile), process.env),
    newStorage: lastValue(values, flags.newStorage) ?? false,
    minFreeBytes: lastValue(values, flags.minFree),
    fsync: lastValue(values, flags.noFsync) !== true,
    isVerbose: lastValue(values, flags.verbose) ?? false,
  };
}
