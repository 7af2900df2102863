import type { Note } from './command.ts';

/** Which nodes are asked, and with which secret. */
function nodesNote(role: 'read' | 'write'): Note {
  const variable = `COCKATIEL_${role.toUpperCase()}_SECRET`;
  return {
    title: 'Nodes',
    paragraphs: [
      [
        'All nodes of a cluster hold the same files, so any of them will do.',
        'Where one does not respond, or has too much to do, the next one is tried.',
        'Without --node the nodes are those of COCKATIEL_NODE, or else the one of this machine:',
        'http://127.0.0.1:8080, or where COCKATIEL_HOST and COCKATIEL_PORT say.',
      ],
      [
        'A secret comes from the password in the URL of a node,',
        `from --secret-file, or from where a node has it: ${variable}, ${variable}_FILE,`,
        `or the systemd credential cockatiel-${role}-secret.`,
      ],
    ],
  };
}

const progressNote: Note = {
  title: 'Progress',
  paragraphs: [
    [
      'Standard error gets a progress bar if it is a terminal,',
      'a line for each file that failed, and of several files a last line that counts them.',
      'Ctrl-C ends the run, and leaves nothing of what was under way.',
    ],
  ],
};

const usageStatus = ['2', 'The command line, the environment or the secret is not valid.'] as const;

/** What the help of `cockatiel put` says below its flags. */
export const putNotes: readonly Note[] = [
  {
    title: 'What it does',
    paragraphs: [
      [
        'Stores files, and all files below directories.',
        'The name of a file is its path as it is given, or begins with --as in its place.',
        'A path that begins elsewhere, such as /srv/photos or ../photos,',
        'stands for its last part: photos.',
        'The node adds the time and the SHA-1 of the content.',
      ],
      [
        'A link to a file is the file.',
        'A link to a directory is followed only where it is given itself.',
      ],
      [
        'The node chooses the time, so a file that is sent again gets a new name.',
        'That happens here, too, where a node is lost after it has the file',
        'and before it says so: then it is stored under two names.',
      ],
    ],
  },
  nodesNote('write'),
  {
    title: 'Output',
    paragraphs: [['Standard output gets the URL of each stored file, one a line.']],
  },
  progressNote,
  {
    title: 'Exit status',
    terms: [
      ['0', 'All files are stored.'],
      ['1', 'Something is not stored.', 'All the rest is.'],
      [...usageStatus],
    ],
  },
  {
    title: 'Examples',
    examples: [
      [
        'Store a directory at one of two nodes:',
        'cockatiel put --node http://10.1.1.1:8080 --node http://10.1.1.2:8080 photos',
      ],
      ['Store a file under another name:', 'cockatiel put --as photos/cat.jpg /tmp/upload'],
    ],
  },
];

/** What the help of `cockatiel get` says below its flags. */
export const getNotes: readonly Note[] = [
  {
    title: 'What it does',
    paragraphs: [
      [
        'Reads stored files into this directory, each under the last part of its name.',
        'A file is there once it is whole and has the SHA-1 in its name; until then it is hidden.',
        'What is there already is replaced only with --force.',
        'On standard output (-o -) the bytes come before they can be checked:',
        'mind the exit status.',
      ],
    ],
  },
  nodesNote('read'),
  {
    title: 'Output',
    paragraphs: [['Standard output gets the path of each file, one a line; not with -o -.']],
  },
  progressNote,
  {
    title: 'Exit status',
    terms: [
      ['0', 'All files were read.'],
      ['1', 'Something was not read.', 'All the rest was.'],
      [...usageStatus],
    ],
  },
  {
    title: 'Examples',
    examples: [['Read a file under another name:', 'cockatiel get -o cat.jpg cat_1_(SHA-1).jpg']],
  },
];

/** What the help of `cockatiel rm` says below its flags. */
export const rmNotes: readonly Note[] = [
  {
    title: 'What it does',
    paragraphs: [
      [
        'Deletes stored files.',
        'One node is asked for each; it sends the deletion to all others.',
        'A file that it does not have is deleted all the same, and never comes back.',
      ],
    ],
  },
  nodesNote('write'),
  {
    title: 'Output',
    paragraphs: [
      [
        'Standard output gets a line for each file, with a tab between its parts:',
        'one of these words, and the name.',
      ],
    ],
    terms: [
      ['deleted', 'The node had the file.'],
      ['absent', 'The node did not have it.', 'Its name is recorded as deleted.'],
    ],
  },
  progressNote,
  {
    title: 'Exit status',
    terms: [
      ['0', 'All files are deleted, or were absent.'],
      ['1', 'Something may be there still.', 'All the rest is deleted.'],
      [...usageStatus],
    ],
  },
  {
    title: 'Examples',
    examples: [['Delete a file:', 'cockatiel rm photos/cat_1_(SHA-1).jpg']],
  },
];
