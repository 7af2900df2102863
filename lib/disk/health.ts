/** Whether this node's disks can be trusted with writes. */
export interface Health {
  /** Why the node takes no writes, as one line; `undefined` while it does. */
  readonly readOnlyReason: string | undefined;
  /** Whether another directory stands in the place of the storage: what is not found may exist. */
  readonly isStorageMissing: boolean;
}
