import type { Note } from './command.ts';

/** Where the secret of operators comes from. */
export const operatorSecret = [
  'A secret comes from the password in the URL of a node, from --secret-file,',
  'or from where a node has it: COCKATIEL_OPERATOR_SECRET, COCKATIEL_OPERATOR_SECRET_FILE',
  'or the systemd credential cockatiel-operator-secret; else those for reading.',
];

/** What the help of `cockatiel status` says below its flags. */
export const statusNotes: readonly Note[] = [
  {
    title: 'What it does',
    paragraphs: [
      [
        'Asks each node how it is, and how its peers are as that node sees them.',
        'Its peers stand below it. The words are those of the page at /_ui/.',
      ],
    ],
  },
  {
    title: 'Nodes',
    paragraphs: [
      [
        'Without a URL the nodes are those of COCKATIEL_NODE, or else the one of this machine:',
        'http://127.0.0.1:8080, or where COCKATIEL_HOST and COCKATIEL_PORT say.',
      ],
      operatorSecret,
    ],
  },
  {
    title: 'Columns',
    terms: [
      ['FILES', 'How many files it stores.', '- is not known, here and below.'],
      ['SIZE', 'What they take together.'],
      ['DELETED', 'How many names are recorded as deleted.'],
      ['SAME', 'Whether a peer stores the same files as the node, by their digests.'],
      ['PENDING', 'How many operations the node has for the peer.'],
      ['OLDEST', 'How long the oldest of them waits.'],
      ['STATE', 'In sync, or what is not.'],
    ],
  },
  {
    title: 'Output',
    paragraphs: [
      [
        'A table, and below it what else is to be known of a node or a peer.',
        'On a terminal the states have colours, unless NO_COLOR is set,',
        'and with --watch each look replaces the one before until Ctrl-C.',
        'With --json each look is one line.',
      ],
    ],
  },
  {
    title: 'Exit status',
    terms: [
      ['0', 'All nodes and all peers are in sync.'],
      ['1', 'Something is not, or that is not known.'],
      ['2', 'The command line, the environment or the secret is not valid.'],
    ],
  },
  {
    title: 'Examples',
    examples: [
      [
        'Show two nodes, and how each sees the other:',
        'cockatiel status http://10.1.1.1:8080 http://10.1.1.2:8080',
      ],
      ['Wait until all is in sync:', 'until cockatiel status > /dev/null; do sleep 1; done'],
    ],
  },
];
