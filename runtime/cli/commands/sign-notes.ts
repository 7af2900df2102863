import type { Note } from './command.ts';

/** What the help of `cockatiel sign` says below its flags. */
export const signNotes: readonly Note[] = [
  {
    title: 'What it does',
    paragraphs: [
      [
        'Signs a name with a secret, without asking a node.',
        'Whoever has the URL may use it until it expires, at every node with that secret.',
        'It can be taken back only with the secret.',
      ],
    ],
  },
  {
    title: 'Output',
    paragraphs: [
      [
        'Standard output gets the name and the query, behind --url if that is given;',
        'with --prefix the query alone, which is put behind the path of a name,',
        'behind that of a directory (POST), or behind /_tus/ for resumable uploads.',
      ],
    ],
  },
  {
    title: 'Exit status',
    terms: [
      ['0', 'The URL is printed.'],
      ['2', 'The command line or the secret is not valid.'],
    ],
  },
  {
    title: 'Examples',
    examples: [
      [
        'Let somebody read a file for a day:',
        'cockatiel sign --secret-file read.secret --name cat_1_(SHA-1).jpg --expires-in 86400',
      ],
      [
        'Let a page upload files by PUT, in a form or by tus:',
        'cockatiel sign --secret-file write.secret --method PUT --prefix --name users/42/',
      ],
    ],
  },
];
