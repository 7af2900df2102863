/** The kinds of what one command finds. */
export interface FindingKinds<Kind extends string> {
  /** All of them, in the order in which they are counted to the user. */
  readonly all: readonly Kind[];
  /** Those about which somebody has to do something. */
  readonly wrong: readonly Kind[];
  /** Those of files that are left as they are. */
  readonly leftAlone: readonly Kind[];
}

/**
 * `intact`: the content has the SHA-1 in the name. `corrupt`: it has another one. `unreadable`: a
 * stored file, or a directory, that can't be read. `other`: no stored file.
 */
export type VerifiedKind = 'intact' | 'corrupt' | 'unreadable' | 'other';

export const verifiedKinds: FindingKinds<VerifiedKind> = {
  all: ['intact', 'corrupt', 'unreadable', 'other'],
  wrong: ['corrupt', 'unreadable'],
  leftAlone: ['corrupt', 'unreadable', 'other'],
};

/**
 * `adopted`: stored now. `replaced`: stored now, in place of a corrupt copy. `present`: an intact
 * copy was there. `deleted`: the name is deleted for good. `corrupt`: the content has not the SHA-1
 * in the name. `unreadable`: a stored file, or a directory, that can't be read. `refused`: the disk
 * can't hold the name or the size, or a file stands in the place of a directory. `other`: no stored
 * file.
 */
export type AdoptedKind =
  | 'adopted'
  | 'replaced'
  | 'present'
  | 'deleted'
  | 'corrupt'
  | 'unreadable'
  | 'refused'
  | 'other';

export const adoptedKinds: FindingKinds<AdoptedKind> = {
  all: [
    ...['adopted', 'replaced', 'present', 'deleted'],
    ...['corrupt', 'unreadable', 'refused', 'other'],
  ] as AdoptedKind[],
  wrong: ['corrupt', 'unreadable', 'refused'],
  leftAlone: ['present', 'deleted', 'corrupt', 'unreadable', 'refused', 'other'],
};

/**
 * `copied`: stored now. `deletion`: recorded now, as one of the origin. The rest is as of
 * `AdoptedKind`.
 */
export type CopiedKind = 'copied' | 'deletion' | Exclude<AdoptedKind, 'adopted'>;

export const copiedKinds: FindingKinds<CopiedKind> = {
  all: [
    ...['copied', 'replaced', 'present', 'deletion', 'deleted'],
    ...['corrupt', 'unreadable', 'refused', 'other'],
  ] as CopiedKind[],
  wrong: adoptedKinds.wrong as readonly CopiedKind[],
  leftAlone: adoptedKinds.leftAlone as readonly CopiedKind[],
};
