import { getFlags, lsFlags, putFlags, rmFlags, statusFlags } from '../flags/client-flags.ts';
import { helpFlag } from '../flags/common-flags.ts';
import type { Command } from './command.ts';
import { getNotes, putNotes, rmNotes } from './file-notes.ts';
import { lsNotes } from './ls-notes.ts';
import { statusNotes } from './status-notes.ts';

/** The commands that ask nodes which run, in the order in which they are listed. */
export const clientCommands: readonly Command[] = [
  {
    name: 'status',
    synopsis: 'status [options] [url]...',
    help: 'Show how nodes and their peers are',
    argument: { name: 'url', isOptional: true, expected: 'a url: that of a node' },
    flags: Object.values(statusFlags),
    commonFlags: [helpFlag],
    readsEnvironment: false,
    notes: statusNotes,
  },
  {
    name: 'put',
    synopsis: 'put [options] <path>...',
    help: 'Store files and directories, and print their URLs',
    argument: {
      name: 'path',
      expected: 'a path: that of a file or of a directory',
      completion: 'files',
    },
    flags: Object.values(putFlags),
    commonFlags: [helpFlag],
    readsEnvironment: false,
    notes: putNotes,
  },
  {
    name: 'get',
    synopsis: 'get [options] <name>...',
    help: 'Read stored files, and check their SHA-1',
    argument: { name: 'name', expected: 'a name: that of a stored file, or its URL' },
    flags: Object.values(getFlags),
    commonFlags: [helpFlag],
    readsEnvironment: false,
    notes: getNotes,
  },
  {
    name: 'rm',
    synopsis: 'rm [options] <name>...',
    help: 'Delete stored files, on all nodes',
    argument: { name: 'name', expected: 'a name: that of a stored file, or its URL' },
    flags: Object.values(rmFlags),
    commonFlags: [helpFlag],
    readsEnvironment: false,
    notes: rmNotes,
  },
  {
    name: 'ls',
    synopsis: 'ls [options] [prefix]',
    help: 'List the files of a node',
    argument: { name: 'prefix', isOptional: true, expected: 'how the names begin' },
    flags: Object.values(lsFlags),
    commonFlags: [helpFlag],
    readsEnvironment: false,
    notes: lsNotes,
  },
];
