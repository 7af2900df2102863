import type { Flag } from './flag.ts';
import { serveFlags } from './serve-flags.ts';
import { parseDirectory } from './setting-values.ts';

const section = 'Adopting';

/** The flags of `cockatiel adopt`, in the order in which they are listed. */
export const adoptFlags = {
  storage: {
    name: 'storage',
    placeholder: 'path',
    parse: parseDirectory,
    help: 'Storage directory of the stopped node; made where it is missing',
    section,
    completion: 'files',
  },
  queue: {
    name: 'queue',
    placeholder: 'path',
    parse: parseDirectory,
    help: 'Queue directory of that node; what was deleted is left out',
    section,
    completion: 'files',
  },
  newStorage: { ...serveFlags.newStorage, section },
  minFree: { ...serveFlags.minFree, help: 'Free space to keep on the disk', section },
  noFsync: {
    ...serveFlags.noFsync,
    help: 'Write faster, but lose adopted files in a power failure',
    section,
  },
  verbose: {
    ...serveFlags.verbose,
    help: 'Print every file that is left alone, also where nothing is wrong',
    section,
  },
} as const satisfies Record<string, Flag>;
