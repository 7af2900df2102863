import type { Note } from './command.ts';

/** What the help of `cockatiel copy` says below its flags. */
export const copyNotes: readonly Note[] = [
  {
    title: 'What it does',
    paragraphs: [
      [
        'Copies the files of a storage directory to a bucket, or of a bucket to a directory.',
        'Each is read to its end, and has to have the SHA-1 in its name.',
        'What is there already, in its size, is not read again: a run that was cut short is',
        'repeated and goes on. Only a corrupt copy is replaced. Nothing is removed from where',
        'files are copied from.',
      ],
      [
        'With --queue what was deleted is copied, too, before any file:',
        'it stays deleted there, and no file of it is copied or left.',
        'Behind the files, what was deleted meanwhile is copied until nothing is new.',
        'Without it a file that was deleted may come back from another node, and one that its node',
        'deletes while it is copied to a bucket stays there.',
      ],
      [
        'A directory that is copied from may be in use by its node, and a bucket by others.',
        'What is stored meanwhile may be copied or not: run it again once nobody writes.',
        'One that is copied to must not: both of its directories are locked meanwhile.',
        'Run this as the user that the node runs as.',
      ],
    ],
  },
  {
    title: 'Access',
    paragraphs: [
      [
        'The access key is read from --object-secret-file: its id on the first line, its secret on',
        'the second. Without that it is read from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
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
      ['unreadable', 'A file, an object or a directory that can not be read.'],
      ['refused', 'The name or the size can not be held there.'],
      ['present', 'A copy is there already.', 'Only with --verbose.'],
      ['deleted', 'The file was deleted there.', 'Only with --verbose.'],
      ['other', 'Something that is no stored file.', 'Only with --verbose.'],
    ],
  },
  {
    title: 'Exit status',
    terms: [
      ['0', 'All stored files were copied, are there already, or were deleted.'],
      ['1', 'Something is corrupt, unreadable or refused.', 'All the rest was copied.'],
      ['2', 'It could not be done, or not to its end, and a line says why.'],
    ],
  },
  {
    title: 'Examples',
    examples: [
      [
        'Move the files of a node to a bucket:',
        'cockatiel copy /srv/files s3://bucket/files --queue /var/lib/cockatiel',
      ],
      [
        'Move them back, to a new node:',
        'cockatiel copy s3://bucket/files /srv/files --queue /var/lib/cockatiel',
      ],
    ],
  },
];
