import type { Operation } from '../context.ts';

/** An upload or a deletion. */
export type OperationKind = Operation['op'];

/** Deletions first: they take no room on a peer's disk, and make some. */
export const operationKinds: readonly OperationKind[] = ['DELETE', 'PUT'];
