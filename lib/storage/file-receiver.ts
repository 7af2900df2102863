import { isDiskFull } from '../errors/error-code.ts';
import { warnOfCaseInsensitivity } from '../layout/case-sensitivity.ts';
import { createNameTimes } from '../layout/name-times.ts';
import {
  createWorkingDirectory,
  type WorkingDirectoryOptions,
} from '../layout/working-directory.ts';
import {
  defaultPartialUploadLimits,
  type PartialUploadLimits,
} from '../limits/partial-upload-limits.ts';
import { createPartialUploads, type PartialUploads } from '../uploads/partial-uploads.ts';
import {
  createFilePartials,
  type FilePartials,
  type FilePartialsOptions,
} from './file-partials.ts';
import { type PartialFileParts, receiveIntoPartial } from './partial-file.ts';
import { createStagedFile, type StagedFileParts } from './staged-file.ts';
import { createStaging, type StagedBody, type StagingOptions } from './staging.ts';
import type { ResumableUploads, StagedFile, Storage } from './storage.ts';
import type { StorageIdentity } from './storage-identity.ts';

export interface FileReceiverOptions extends StagingOptions, FilePartialsOptions {
  readonly identity: Pick<StorageIdentity, 'beforeRemake' | 'afterRemake' | 'confirm'>;
  readonly onVanished: WorkingDirectoryOptions['onVanished'];
  /** Makes 16 random hex digits. */
  readonly createId: () => string;
  /** `defaultPartialUploadLimits` unless given. */
  readonly partialUploadLimits?: PartialUploadLimits | undefined;
  readonly log: Parameters<typeof warnOfCaseInsensitivity>[1];
}

/** The part of a storage on a disk that takes bodies in, whole ones and parts of them. */
export interface FileReceiver extends Pick<Storage, 'checkSpace' | 'stage'> {
  readonly partials: FilePartials;
  readonly uploads: ResumableUploads;
  /**
   * Removes the staged bodies of the last run, finds its partial transfers and unfinished uploads,
   * and warns of a disk that does not tell capital letters from small ones.
   */
  recover: PartialUploads['recover'];
  /** Whether it has found such a disk. */
  foldsCase(): boolean;
  /** Resolves when no staged body is being synced, and no file gets its time, any more. */
  finished(): Promise<void>;
}

/** Takes bodies in, and gives them their names in `layout`. */
export function createFileReceiver(
  options: FileReceiverOptions,
  known: Pick<StagedFileParts, 'layout' | 'verified' | 'noteIntact'>,
): FileReceiver {
  const { health, identity, freeSpace } = options;
  const directory = createWorkingDirectory(options);
  const staging = createStaging(options, directory);
  const parts: PartialFileParts = { ...options, directory, staging };
  const nameTimes = createNameTimes(options.files);
  const stagedParts = { ...known, nameTimes, health, identity };
  const toStagedFile = (body: StagedBody): StagedFile => createStagedFile(stagedParts, body);
  const partials = createFilePartials(options, {
    receive: (partial, body, progress) => receiveIntoPartial(parts, partial, body, progress),
    toStagedFile,
  });
  const limits = options.partialUploadLimits ?? defaultPartialUploadLimits;
  const uploads = createPartialUploads({ ...options, directory, limits });
  const { create, infoOf, hold, sweep, recover } = uploads;
  let foldsCase = false;
  return {
    partials,
    uploads: {
      create,
      infoOf,
      hold,
      sweep,
      stage: (upload) => upload.complete().then(toStagedFile),
    },
    checkSpace: (sizeBytes) => partials.sweep().then(() => freeSpace.check(sizeBytes)),
    stage: (body, maxSizeBytes, hints = {}) =>
      staging.receive(body, maxSizeBytes, hints).then(toStagedFile, async (error) => {
        // Where free space is not checked beforehand, at least the next upload finds some.
        while (isDiskFull(error) && (await partials.reclaimOldest()));
        throw error;
      }),
    async recover(sizeOf) {
      await staging.empty();
      await partials.recover();
      await recover(sizeOf);
      foldsCase = await warnOfCaseInsensitivity(options.files, options.log);
    },
    foldsCase: () => foldsCase,
    async finished() {
      await staging.finished();
      await nameTimes.finished();
    },
  };
}
