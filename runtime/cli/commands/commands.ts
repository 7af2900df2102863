import { adoptFlags } from '../flags/adopt-flags.ts';
import { helpFlag, versionFlag } from '../flags/common-flags.ts';
import { copyFlags } from '../flags/copy-flags.ts';
import { serveFlags } from '../flags/serve-flags.ts';
import { signFlags } from '../flags/sign-flags.ts';
import { verifyFlags } from '../flags/verify-flags.ts';
import { adoptNotes } from './adopt-notes.ts';
import { clientCommands } from './client-commands.ts';
import type { Command } from './command.ts';
import { copyNotes } from './copy-notes.ts';
import { signNotes } from './sign-notes.ts';
import { verifyNotes } from './verify-notes.ts';

/** Starts a node: what `cockatiel` does without a command. */
export const serveCommand: Command = {
  name: 'serve',
  synopsis: '[serve] [options]',
  help: 'Serve files and replicate them to other nodes',
  flags: Object.values(serveFlags),
  commonFlags: [helpFlag, versionFlag],
  readsEnvironment: true,
};

/** All commands, in the order in which they are listed. */
export const commands: readonly Command[] = [
  serveCommand,
  ...clientCommands,
  {
    name: 'sign',
    synopsis: 'sign --secret-file <path> --name <name> [options]',
    help: 'Print a URL that allows one upload or read without a secret',
    flags: Object.values(signFlags),
    commonFlags: [helpFlag],
    readsEnvironment: false,
    notes: signNotes,
  },
  {
    name: 'verify',
    synopsis: 'verify --storage <path> [options]',
    help: 'Read all stored files and print which are corrupt',
    flags: Object.values(verifyFlags),
    commonFlags: [helpFlag],
    readsEnvironment: false,
    notes: verifyNotes,
  },
  {
    name: 'adopt',
    synopsis: 'adopt --storage <path> [--queue <path>] [options] <source>...',
    help: 'Copy the files of a backup into a storage directory',
    argument: {
      name: 'source',
      expected: 'a source: the path of a directory',
      completion: 'files',
    },
    flags: Object.values(adoptFlags),
    commonFlags: [helpFlag],
    readsEnvironment: false,
    notes: adoptNotes,
  },
  {
    name: 'copy',
    synopsis: 'copy [options] <from> <to>',
    help: 'Copy a storage directory to an s3:// bucket, or back',
    argument: {
      name: 'place',
      count: 2,
      expected: 'from where and to where: a directory and a bucket',
      completion: 'files',
    },
    flags: Object.values(copyFlags),
    commonFlags: [helpFlag],
    readsEnvironment: false,
    notes: copyNotes,
  },
  {
    name: 'completion',
    synopsis: 'completion bash|zsh',
    help: 'Print a completion script for bash or zsh',
    argument: { name: 'shell', values: ['bash', 'zsh'], expected: 'a shell: bash or zsh' },
    flags: [],
    commonFlags: [helpFlag],
    readsEnvironment: false,
  },
];
