import type { Log } from '../../lib/host/log.ts';
import { copiedKinds } from '../../lib/maintenance/finding-kinds.ts';
import { openNodeAdoption } from '../node/open-adoption.ts';
import { checkAdoption, checkDirectories, checkReadable } from './check-directories.ts';
import { copyFromBucket } from './copy/copy-from-bucket.ts';
import type { CopySettings } from './copy/copy-settings.ts';
import { copyToBucket } from './copy/copy-to-bucket.ts';
import { openBucket } from './copy/open-bucket.ts';
import { runReported } from './offline/run-reported.ts';

/** Copies to a bucket, and returns the exit status. The node of the directory may run. */
export async function runToBucket(settings: CopySettings, log: Log): Promise<number> {
  const { storage, queue, bucket: address, credentials, isVerbose } = settings;
  checkReadable('source', storage);
  if (queue !== undefined) checkReadable('--queue', queue);
  const bucket = await openBucket(address, credentials, 'write', log);
  return await runReported({
    kinds: copiedKinds,
    isVerbose,
    place: address,
    run: (report, signal) => copyToBucket(settings, bucket, { report, signal, log }),
    close: bucket.close,
  });
}

/** Copies from a bucket, and returns the exit status. The directories are locked meanwhile. */
export async function runFromBucket(settings: CopySettings, log: Log): Promise<number> {
  const { storage, queue, bucket: address, credentials, isVerbose } = settings;
  if (queue !== undefined) await checkDirectories({ storage, queue });
  await checkAdoption({ storage, queue, sources: [] });
  const bucket = await openBucket(address, credentials, 'read', log);
  const adoption = await openNodeAdoption({ ...settings, log });
  return await runReported({
    kinds: copiedKinds,
    isVerbose,
    place: storage,
    run: (report, signal) => copyFromBucket(settings, bucket, adoption, { report, signal }),
    async close() {
      await adoption.close();
      await bucket.close();
    },
  });
}
