/*
 * What a node is made of: the context that handlers see, the storage and the journal behind it, the
 * errors in which these refuse something, and what replaces a corrupt copy. `cockatiel-server/core`
 * exports all of it.
 */
export { fetchRemote } from '../handlers/open-remote.ts';
export type { Config, Context } from '../lib/context.ts';
export type { Health } from '../lib/disk/health.ts';
export {
  AlreadyArrivingError,
  ClientGoneError,
  InvalidNameError,
  NameConflictError,
  NameDeletedError,
  NoSpaceError,
  ObjectStoreError,
  StorageMissingError,
  TooLargeError,
  WrongOffsetError,
} from '../lib/errors/domain-errors.ts';
export type {
  Journal,
  JournalBackend,
  JournalCursor,
  JournalEntry,
  Operation,
  OperationKind,
  PeerJournal,
  UnpublishedRecord,
} from '../lib/journal/journal.ts';
export type { StoredName, StoredNameParts } from '../lib/names/stored-name.ts';
export type { PeerPositions } from '../lib/pending/peer-positions.ts';
export type { Peers } from '../lib/pending/peers.ts';
export type { PositionStore } from '../lib/pending/position-store.ts';
export type { Quarantined, QuarantineReport } from '../lib/quarantine/quarantine-index.ts';
export type {
  CopyState,
  CorruptListener,
  PartialTransfers,
  StagedFile,
  Storage,
  StorageBackend,
  StoredFile,
} from '../lib/storage/storage.ts';
export type { Tombstones } from '../lib/tombstones/tombstones.ts';
