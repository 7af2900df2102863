import type { Command, Example, Note, Term } from '../commands/command.ts';
import { commands, serveCommand } from '../commands/commands.ts';
import { type Flag, variableOf } from '../flags/flag.ts';
import { groupFlags } from './group-flags.ts';

/**
 * The manual page `cockatiel(1)`, in the man macros of roff. It has neither date nor version, so
 * that it changes only when the command line does.
 */
export function formatManual(): string {
  return [
    '.\\" Made by `npm run docs`.',
    '.TH COCKATIEL 1 "" cockatiel',
    // Names of variables are not hyphenated.
    '.nh',
    ...section('NAME', [escapeRoff('cockatiel - replicating file server')]),
    ...section('SYNOPSIS', commands.flatMap(formatSynopsis)),
    ...section('DESCRIPTION', description.flatMap(paragraph)),
    ...commands.flatMap(formatCommand),
    ...section('ENVIRONMENT', environment.flatMap(paragraph)),
    ...section('SIGNALS', signals.flatMap(formatEntry)),
    ...section('EXIT STATUS', statuses.flatMap(formatEntry)),
    ...section('EXAMPLES', examples.flatMap(formatExample)),
    '',
  ].join('\n');
}

/** Paragraphs of sentences: in roff each sentence has a line of its own. */
const description = [
  [
    'cockatiel serves a directory of files over HTTP: PUT stores a file, GET reads it, DELETE',
    'removes it.',
    'It sends what it stores and deletes to the other nodes of its cluster.',
    'Without a command it serves.',
    'A flag that takes a value is given once, unless it says otherwise.',
  ],
  [
    'It prints one line with its URL when it is ready.',
    'Warnings and errors are logged on standard output: as text on a terminal, else as JSON lines.',
  ],
];

const environment = [
  [
    'Each flag of serve can also be set by the variable that is named with it.',
    'The values of a repeatable flag are separated by spaces or commas.',
    'An empty variable is not set, except that of a secret file, where it is an error.',
    'A flag on the command line wins.',
  ],
  ['A switch is on for 1, true, yes and on, and off for 0, false, no, off and an empty text.'],
  [
    'The secrets of a role come from the first of these: the file of its flag;',
    'COCKATIEL_WRITE_SECRET, COCKATIEL_CLUSTER_SECRET, COCKATIEL_READ_SECRET or',
    'COCKATIEL_OPERATOR_SECRET; the systemd credential cockatiel-write-secret,',
    'cockatiel-cluster-secret, cockatiel-read-secret or cockatiel-operator-secret.',
  ],
];

const signals: readonly Term[] = [
  [
    'SIGTERM, SIGINT',
    'Stop accepting connections, finish the requests in flight for up to 30 seconds, and exit.',
    'A second signal exits at once.',
  ],
  [
    'SIGHUP',
    'Read the files of secrets again.',
    'If one of them is not valid, the secrets stay as they were.',
    'When the terminal that the node was started in is closed, stop as on SIGTERM.',
  ],
];

const statuses: readonly Term[] = [
  ['0', 'Success.'],
  [
    '1',
    'An internal error, a second signal while stopping, or a version of Node that is too old.',
    'Of status: something is not in sync.',
    'Of put, get, rm, verify, adopt and copy: a file is not right, or not done.',
  ],
  [
    '2',
    'The command line, an environment variable, a file of secrets or a directory is not valid.',
    'One line on standard error names the flag and the remedy.',
  ],
];

const examples: readonly Example[] = [
  [
    'Serve two directories to this machine only:',
    'cockatiel --host 127.0.0.1 --storage /srv/files --queue /var/lib/cockatiel',
  ],
  [
    'Allow one upload of up to five megabytes without a secret, for an hour:',
    'cockatiel sign --secret-file write.secret --method PUT --name cat.jpg --max-size 5M',
  ],
  ['Complete commands and flags in this shell:', 'eval "$(cockatiel completion bash)"'],
];

function section(title: string, lines: readonly string[]): string[] {
  return [`.SH ${title}`, ...lines];
}

function paragraph(sentences: readonly string[]): string[] {
  return ['.PP', ...sentences.map(escapeRoff)];
}

function formatSynopsis({ synopsis }: Command): string[] {
  return ['.PP', `${bold('cockatiel')} ${italicValues(synopsis)}`];
}

/** A chapter for each command that has flags of its own; the flags of `serve` are the main ones. */
function formatCommand(command: Command): string[] {
  const flags = [...command.flags, ...command.commonFlags];
  const title = command === serveCommand ? 'OPTIONS' : `COCKATIEL ${command.name.toUpperCase()}`;
  const groups = groupFlags(flags);
  const isDivided = groups.length > 2;
  return section(title, [
    ...paragraph([`${command.help}.`]),
    ...groups.flatMap(([name, group]) => [
      ...(isDivided ? [`.SS ${name}`] : []),
      ...group.flatMap((flag) => formatFlag(flag, command)),
    ]),
    ...(command.notes ?? []).flatMap(formatNote),
  ]);
}

function formatNote({ title, paragraphs = [], terms = [], examples: lines = [] }: Note): string[] {
  return [
    `.SS ${title}`,
    ...paragraphs.flatMap(paragraph),
    ...terms.flatMap(formatEntry),
    ...lines.flatMap(formatExample),
  ];
}

function formatFlag(flag: Flag, { readsEnvironment, flags }: Command): string[] {
  const short = flag.short === undefined ? '' : `${bold(`-${flag.short}`)}, `;
  const value = flag.placeholder === undefined ? '' : ` ${italic(flag.placeholder)}`;
  const initial = flag.default ?? flag.defaultNote;
  return entry(`${short}${bold(`--${flag.name}`)}${value}`, [
    `${flag.help}.`,
    ...(flag.isRepeatable === true ? ['Can be given more than once.'] : []),
    ...(initial === undefined ? [] : [`Default: ${initial}.`]),
    ...(readsEnvironment && flags.includes(flag) ? [`Variable: ${variableOf(flag)}.`] : []),
  ]);
}

function formatEntry([term, ...sentences]: Term): string[] {
  return entry(bold(term), sentences);
}

function formatExample([text, command]: Example): string[] {
  return [...paragraph([text]), '.PP', '.nf', '.RS', escapeRoff(command), '.RE', '.fi'];
}

function entry(term: string, sentences: readonly string[]): string[] {
  return ['.TP', term, ...sentences.map(escapeRoff)];
}

function bold(text: string): string {
  return `\\fB${escapeRoff(text)}\\fR`;
}

function italic(text: string): string {
  return `\\fI${escapeRoff(text)}\\fR`;
}

function italicValues(synopsis: string): string {
  return escapeRoff(synopsis).replace(/<([^<>]+)>/gu, '\\fI$1\\fR');
}

/** Keeps roff from reading a text as markup: escapes, hyphens to break at, and macros. */
function escapeRoff(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^[.']/gmu, '\\&$&');
}
