/** What a directory entry leads to. */
export type MemoryNode = MemoryFile | MemoryDirectory | MemoryOddity;

/** What distinguishes one node from another. */
export interface Stamp {
  readonly inode: number;
  modifiedMs: number;
}

/** A file's content: as it reads now, and as it would be after a power cut. */
export interface MemoryFile extends Stamp {
  readonly kind: 'file';
  bytes: Uint8Array<ArrayBuffer>;
  synced: Uint8Array<ArrayBuffer>;
  /** A sync of this file failed: later ones succeed and sync nothing, as on Linux. */
  bad: boolean;
}

/** A directory's entries: as they are now, and as they would be after a power cut. */
export interface MemoryDirectory extends Stamp {
  readonly kind: 'directory';
  entries: Map<string, MemoryNode>;
  durable: Map<string, MemoryNode>;
  /** The changes since the last sync, in their order. */
  changes: EntryChange[];
}

/** An entry that was made to lead somewhere, or taken away. */
interface EntryChange {
  /** The order of the change, over all directories; both halves of a move have the same. */
  readonly order: number;
  readonly name: string;
  readonly node: MemoryNode | undefined;
}

/** Something that is neither: it has no content, and is only in the way. */
export interface MemoryOddity extends Stamp {
  readonly kind: 'link' | 'other';
}
