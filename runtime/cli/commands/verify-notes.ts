import type { Note } from './command.ts';

/** What the help of `cockatiel verify` says below its flags. */
export const verifyNotes: readonly Note[] = [
  {
    title: 'What it does',
    paragraphs: [
      [
        'Reads every stored file and compares its SHA-1 with the one in its name.',
        'It changes nothing.',
        'A node may use the directory meanwhile: it goes on serving,',
        'and a file that comes or goes during the run may be read or not.',
        'A copy of a storage directory, such as a backup, can be verified too.',
      ],
      [
        'To mend a corrupt file, stop the node, remove the file, and start the node:',
        'another node of its cluster sends it again.',
        'Or stop the node and take the file from a backup: "cockatiel adopt" replaces it.',
      ],
    ],
  },
  {
    title: 'Output',
    paragraphs: [
      [
        'Standard output gets a line for each file that is not right, with tabs between its parts:',
        'one of these words, the path below --storage, and why a file can not be read.',
      ],
    ],
    terms: [
      ['corrupt', 'The content has not the SHA-1 in the name.'],
      ['unreadable', 'A stored file, or a directory, that can not be read.'],
      ['other', 'Something that is no stored file.', 'Only with --verbose.'],
    ],
  },
  {
    title: 'Progress',
    paragraphs: [
      [
        'Standard error gets a progress bar if it is a terminal,',
        'and at the end a line that counts the files of each kind.',
        'Without a terminal that line is left out when all is right, so that a cron job is silent;',
        '--verbose prints it always.',
        'Ctrl-C ends the run at once.',
      ],
    ],
  },
  {
    title: 'Exit status',
    terms: [
      ['0', 'All stored files are intact.'],
      ['1', 'Something is corrupt or unreadable.'],
      ['2', 'It could not be done: no such directory, or no node has ever used it.'],
    ],
  },
  {
    title: 'Examples',
    examples: [
      ['Verify the files of a node:', 'cockatiel verify --storage /srv/files'],
      [
        'List the paths of corrupt files:',
        "cockatiel verify --storage /srv/files | sed -n 's/^corrupt\\t//p'",
      ],
    ],
  },
];
