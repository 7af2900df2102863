import type { Flag } from './flag.ts';
import { serveFlags } from './serve-flags.ts';
import { parseDirectory } from './setting-values.ts';

/** The flags of `cockatiel verify`, in the order in which they are listed. */
export const verifyFlags = {
  storage: {
    name: 'storage',
    placeholder: 'path',
    parse: parseDirectory,
    help: 'Storage directory to read, or a copy of one',
    section: 'Verifying',
    completion: 'files',
  },
  verbose: {
    ...serveFlags.verbose,
    help: 'Print what is no stored file too, and always the last line',
    section: 'Verifying',
  },
} as const satisfies Record<string, Flag>;
