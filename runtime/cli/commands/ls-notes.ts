import type { Note } from './command.ts';
import { operatorSecret } from './status-notes.ts';

/** What the help of `cockatiel ls` says below its flags. */
export const lsNotes: readonly Note[] = [
  {
    title: 'What it does',
    paragraphs: [
      [
        'Prints the names of the files that a node has, or of those that begin with a prefix,',
        'in their order. A list that breaks off goes on at the next node.',
        'What is stored or deleted meanwhile may be there or not.',
      ],
    ],
  },
  {
    title: 'Nodes',
    paragraphs: [
      [
        'Without --node the nodes are those of COCKATIEL_NODE, or else the one of this machine:',
        'http://127.0.0.1:8080, or where COCKATIEL_HOST and COCKATIEL_PORT say.',
      ],
      operatorSecret,
    ],
  },
  {
    title: 'Output',
    paragraphs: [
      [
        'Standard output gets a line for each file: its name,',
        'or with --json its name, size, type, time and SHA-1.',
      ],
    ],
  },
  {
    title: 'Exit status',
    terms: [
      ['0', 'All files are listed.'],
      ['1', 'The list is not whole.'],
      ['2', 'The command line, the environment or the secret is not valid.'],
    ],
  },
  {
    title: 'Examples',
    examples: [
      ['List what lies below photos:', 'cockatiel ls photos/'],
      ['Count the files of a node:', 'cockatiel ls --node http://10.1.1.1:8080 | wc -l'],
    ],
  },
];
