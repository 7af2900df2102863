import type { Flag } from '../flags/flag.ts';

/** The commands that take any number of words beside their flags. */
export const wordCommands = ['status', 'put', 'get', 'rm', 'ls', 'adopt', 'copy'] as const;

export type WordCommand = (typeof wordCommands)[number];

export type CommandName = WordCommand | 'serve' | 'sign' | 'verify' | 'completion';

/** A command of the program, as the first argument names it. */
export interface Command {
  readonly name: CommandName;
  /** What is typed after `cockatiel`. */
  readonly synopsis: string;
  /** What it does, in one line. */
  readonly help: string;
  readonly argument?: Argument;
  readonly flags: readonly Flag[];
  /** The flags that print something and end the program. */
  readonly commonFlags: readonly Flag[];
  /** Whether `flags` can be set by environment variables too. */
  readonly readsEnvironment: boolean;
  /** What help and man page say below the flags. */
  readonly notes?: readonly Note[];
}

/** What a command takes beside its flags: one of these words, or else so many or more. */
export interface Argument {
  readonly name: string;
  /** How many are to be given, if not one or more. */
  readonly count?: number;
  /** Whether it may be left out. */
  readonly isOptional?: boolean;
  readonly values?: readonly string[];
  /** What to give, for an error: `a source: the path of a directory`. */
  readonly expected: string;
  /** What shells complete it with, beside `values`; nothing by default. */
  readonly completion?: 'files';
}

/** A part of the help of a command, with a title of its own. */
export interface Note {
  readonly title: string;
  readonly paragraphs?: readonly (readonly string[])[];
  readonly terms?: readonly Term[];
  readonly examples?: readonly Example[];
}

/** A word and the sentences that explain it. */
export type Term = readonly [term: string, ...sentences: string[]];

/** What a command line is for, and the command line. */
export type Example = readonly [purpose: string, command: string];
