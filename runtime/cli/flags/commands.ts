import { helpFlag, versionFlag } from './common-flags.ts';
import type { Flag } from './flag.ts';
import { serveFlags } from './serve-flags.ts';
import { signFlags } from './sign-flags.ts';

/** A command of the program, as the first argument names it. */
export interface Command {
  readonly name: 'serve' | 'sign' | 'completion';
  /** What is typed after `cockatiel`. */
  readonly synopsis: string;
  /** What it does, in one line. */
  readonly help: string;
  /** A word that it takes beside its flags, and the values that it may have. */
  readonly argument?: { readonly name: string; readonly values: readonly string[] };
  readonly flags: readonly Flag[];
  /** The flags that print something and end the program. */
  readonly commonFlags: readonly Flag[];
  /** Whether `flags` can be set by environment variables too. */
  readonly readsEnvironment: boolean;
}

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
  {
    name: 'sign',
    synopsis: 'sign --secret-file <path> --name <name> [options]',
    help: 'Print a URL that allows one upload or read without a secret',
    flags: Object.values(signFlags),
    commonFlags: [helpFlag],
    readsEnvironment: false,
  },
  {
    name: 'completion',
    synopsis: 'completion bash|zsh',
    help: 'Print a completion script for bash or zsh',
    argument: { name: 'shell', values: ['bash', 'zsh'] },
    flags: [],
    commonFlags: [helpFlag],
    readsEnvironment: false,
  },
];
