import { maxObjectBytes } from '../object-store/object-store.ts';
import { createMemorySpace, type MemorySpace } from '../storage/memory-body.ts';
import type { MemoryPartials } from '../storage/memory-partials.ts';
import type { StagedFile, Storage } from '../storage/storage.ts';
import { type BodyReceiverParts, createBodyReceiver, type ReceivedBody } from './body-receiver.ts';
import { createObjectPartials } from './object-partials.ts';
import { createStagedObject, type StagedObjectParts } from './staged-object.ts';

export interface ObjectReceiverParts extends Omit<BodyReceiverParts, 'space'>, StagedObjectParts {
  /** What bodies may take of the memory, those that are read included. */
  readonly maxMemoryBytes: number;
}

/** The part of a storage that takes bodies in, and the memory that they have. */
export interface ObjectReceiver extends Pick<Storage, 'stage' | 'partials'> {
  readonly space: MemorySpace;
}

/** Creates what takes bodies in, and stores them in a bucket. */
export function createObjectReceiver(parts: ObjectReceiverParts): ObjectReceiver {
  const { maxMemoryBytes, createSha1 } = parts;
  const toStagedFile = (body: ReceivedBody): StagedFile => createStagedObject(parts, body);
  const space = createMemorySpace(maxMemoryBytes, 0, () => partials.spare);
  const partials: MemoryPartials = createObjectPartials({ space, createSha1, toStagedFile });
  const receive = createBodyReceiver({ ...parts, space });
  return {
    space,
    partials,
    stage: async (body, maxSizeBytes, isText = false) =>
      toStagedFile(await receive(body, Math.min(maxSizeBytes, maxObjectBytes), isText)),
  };
}
