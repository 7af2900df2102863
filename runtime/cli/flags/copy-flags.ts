import { accessFlags } from './access-flags.ts';
import { adoptFlags } from './adopt-flags.ts';
import type { Flag } from './flag.ts';

const section = 'Copying';

/** The flags of `cockatiel copy`, in the order in which they are listed. */
export const copyFlags = {
  queue: {
    ...adoptFlags.queue,
    help: 'Queue directory of the node; deletions are copied, too',
    section,
  },
  objectSecretFile: { ...accessFlags.objectSecretFile, help: 'Access key of the bucket', section },
  newStorage: { ...adoptFlags.newStorage, section },
  minFree: { ...adoptFlags.minFree, section },
  noFsync: {
    ...adoptFlags.noFsync,
    help: 'Write faster, but lose files in a power failure',
    section,
  },
  verbose: { ...adoptFlags.verbose, section },
} as const satisfies Record<string, Flag>;
