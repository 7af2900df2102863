import { maxObjectBytes } from '../object-store/object-store.ts';
import { createMemorySpace, type MemorySpace } from '../storage/memory-body.ts';
import type { StagedFile, Storage } from '../storage/storage.ts';
import { type BodyReceiverParts, createBodyReceiver, maxInMemoryBytes } from './body-receiver.ts';
import { createObjectPartials } from './object-partials.ts';
import { createStagedObject, type StagedObjectParts } from './staged-object.ts';

export interface ObjectReceiverParts extends Omit<BodyReceiverParts, 'space'>, StagedObjectParts {
  /** What bodies may take of the memory, those that are read included. */
  readonly maxMemoryBytes: number;
}

/** The part of a storage that takes bodies in, and the memory that they have. */
export interface ObjectReceiver extends Pick<Storage, 'checkSpace' | 'stage' | 'partials'> {
  readonly space: MemorySpace;
}

const nothingSpare = { sizeBytes: 0, dropOldest: () => false };

/** Creates what takes bodies in, and stores them in a bucket. */
export function createObjectReceiver(parts: ObjectReceiverParts): ObjectReceiver {
  const space = createMemorySpace(parts.maxMemoryBytes, 0, () => nothingSpare);
  const receive = createBodyReceiver({ ...parts, space });

  async function stage(
    body: AsyncIterable<Uint8Array>,
    maxSizeBytes: number,
    isText = false,
  ): Promise<StagedFile> {
    const received = await receive(body, Math.min(maxSizeBytes, maxObjectBytes), isText);
    return createStagedObject(parts, received);
  }

  return {
    space,
    async checkSpace(sizeBytes) {
      // A smaller one needs the spool only where others have taken the memory.
      if (sizeBytes > maxInMemoryBytes) await parts.spool.checkSpace(sizeBytes);
    },
    stage,
    partials: createObjectPartials(stage),
  };
}
