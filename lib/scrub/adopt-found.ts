import type { Journal, Operation } from '../journal/journal.ts';
import type { Storage } from '../storage/storage.ts';

/** What adopting a file takes. */
export interface AdoptingNode {
  readonly storage: Pick<Storage, 'adopt'>;
  readonly journal: Pick<Journal, 'append' | 'checkBallast' | 'hasRecorded'>;
}

/**
 * Makes a file durable that was found at its name. If its upload is not on record (somebody copied
 * it there, or the queue directory was lost), it is recorded as `upload`, so that peers get it. The
 * caller holds the lock of the name.
 */
export async function adoptFound(
  upload: Operation,
  { storage, journal }: AdoptingNode,
): Promise<void> {
  const isRecorded = journal.hasRecorded(upload.name);
  if (!isRecorded) await journal.checkBallast();
  const record = isRecorded ? undefined : await journal.append(upload);
  try {
    await storage.adopt(upload.name);
  } finally {
    record?.publish();
  }
}
