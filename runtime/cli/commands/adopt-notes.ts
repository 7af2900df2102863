import type { Note } from './command.ts';

/** What the help of `cockatiel adopt` says below its flags. */
export const adoptNotes: readonly Note[] = [
  {
    title: 'What it does',
    paragraphs: [
      [
        'Copies stored files from any directories into the storage directory of a node:',
        'from a backup, an rsync copy, the directory of another node.',
        'Each file has to have the SHA-1 in its name, and is synced before it counts.',
        'Sources are not changed, and nothing is linked to them.',
        'What is there already stays; only a corrupt copy is replaced.',
        'A second run does no harm.',
      ],
      [
        'Stop the node first: both of its directories are locked meanwhile.',
        'The other nodes go on serving.',
        'Run this as the user that the node runs as.',
        'When the node starts again it finds the files and sends them to all nodes that lack them.',
      ],
      [
        'With --queue, files that were deleted are left out.',
        'Without it they come back until a node that knows of their deletion is reached.',
      ],
    ],
  },
  {
    title: 'Names',
    paragraphs: [
      [
        'The name of a file is its path below the source:',
        'with the source /backup the file /backup/a/cat_1_(SHA-1).jpg becomes a/cat_1_(SHA-1).jpg.',
        'So give the copy of the storage directory itself, not what is in it, nor what it is in.',
        'Only where a directory below the source has a file .cockatiel/id, as storage directories',
        'have, names begin there.',
      ],
    ],
  },
  {
    title: 'Output',
    paragraphs: [
      [
        'Standard output gets a line for each file that looks stored and is left alone,',
        'with tabs between its parts:',
        'one of these words, the path, and why a file can not be read or held.',
      ],
    ],
    terms: [
      ['corrupt', 'The content has not the SHA-1 in the name.'],
      ['unreadable', 'A file, or a directory, that can not be read.'],
      ['refused', 'The disk can not hold the name, or a file of that size.'],
      ['present', 'An intact copy is there already.', 'Only with --verbose.'],
      ['deleted', 'By what --queue says, the file was deleted.', 'Only with --verbose.'],
      ['other', 'Something that is no stored file.', 'Only with --verbose.'],
    ],
  },
  {
    title: 'Progress',
    paragraphs: [
      [
        'Standard error gets a progress bar if it is a terminal,',
        'and at the end a line that counts the files of each kind.',
        'Ctrl-C ends the run behind the files that are being stored, a second one at once.',
        'What was adopted stays, and nothing is left of the rest.',
      ],
    ],
  },
  {
    title: 'Exit status',
    terms: [
      ['0', 'All stored files were adopted, are there already, or were deleted.'],
      ['1', 'Something is corrupt, unreadable or refused.', 'All the rest was adopted.'],
      [
        '2',
        'It could not be done, or not to its end, and a line says why.',
        'Run it again once that is mended.',
      ],
    ],
  },
  {
    title: 'Examples',
    examples: [
      [
        'Put back what a backup has, without what was deleted since:',
        'cockatiel adopt --storage /srv/files --queue /var/lib/cockatiel /backup/files',
      ],
      [
        'Fill the storage directory of a new node from two disks:',
        'cockatiel adopt --storage /srv/files /mnt/a/files /mnt/b/files',
      ],
    ],
  },
];
