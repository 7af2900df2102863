import { type CAC, cac } from 'cac';
import type { RawSettings, SettingName } from './parse-settings.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

/** What the command line asks for. */
export type Command =
  | { readonly run: 'nothing' }
  | { readonly run: 'serve'; readonly raw: RawSettings };

interface Flag {
  readonly setting: SettingName;
  readonly usage: string;
  readonly help: string;
}

const flags: readonly Flag[] = [
  {
    setting: 'port',
    usage: '-p, --port <port>',
    help: 'Port to listen on; 0 takes a free one. Default: 8080',
  },
  {
    setting: 'host',
    usage: '-H, --host <address>',
    help: 'Address to listen on. Default: 0.0.0.0',
  },
  {
    setting: 'storage',
    usage: '--storage <path>',
    help: 'Directory of the files. Default: ./data/storage',
  },
  {
    setting: 'queue',
    usage: '--queue <path>',
    help: 'Directory of what the node must remember. Default: ./data/queue',
  },
  { setting: 'url', usage: '--url <url>', help: 'Public URL of this node, for Location headers' },
  { setting: 'node', usage: '--node <url>', help: 'URL of another node; once for each of them' },
  { setting: 'proxy', usage: '--proxy <url>', help: 'HTTP proxy for connections to other nodes' },
  {
    setting: 'concurrency',
    usage: '--concurrency <n>',
    help: 'Operations under way to one peer at once. Default: 16',
  },
  {
    setting: 'maxSize',
    usage: '--max-size <bytes>',
    help: 'Largest file taken, such as 500M or 2G. Default: no limit',
  },
  {
    setting: 'maxConnections',
    usage: '--max-connections <n>',
    help: 'Connections open at once. Default: 4096',
  },
  {
    setting: 'cacheSize',
    usage: '--cache-size <bytes>',
    help: 'Memory for small files that are asked for often. Default: 64M',
  },
  {
    setting: 'idleTimeout',
    usage: '--idle-timeout <seconds>',
    help: 'Silence allowed in the middle of a request. Default: 60',
  },
  {
    setting: 'noFsync',
    usage: '--no-fsync',
    help: 'Faster, but a power failure loses acknowledged uploads and deletions',
  },
  {
    setting: 'verbose',
    usage: '-v, --verbose',
    help: 'Log every request, not only warnings and errors',
  },
];

const takesValue = new Set(
  flags.flatMap(({ usage }) => (usage.includes('<') ? namesIn(usage) : [])),
);
const longFlags = new Set(['--help', '--version', ...flags.flatMap(({ usage }) => namesIn(usage))]);

function namesIn(usage: string): readonly string[] {
  return usage.match(/(?<![\w-])--?[a-z-]+/giu) ?? [];
}

/**
 * Reads the command line, and for flags that are not on it the environment (`COCKATIEL_PORT`, …).
 * Prints help or version itself. Throws a `UsageError` for anything it does not know.
 */
export function parseCommandLine(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  refuseUnknownFlags(args);
  const cli = createCli();
  try {
    cli.parse(['', '', ...args.flatMap(protectValue)], { run: false });
    if (cli.matchedCommand === undefined) return { run: 'nothing' };
    cli.runMatchedCommand();
  } catch (error) {
    const message = (error as Error).message.replaceAll('`', '');
    throw new UsageError(
      `${message.charAt(0).toLowerCase()}${message.slice(1)}; see cockatiel --help`,
    );
  }
  const [surplus] = cli.options['--'] as string[];
  if (surplus !== undefined)
    throw new UsageError(`unused argument ${surplus}; see cockatiel --help`);
  const settings = flags.map(({ setting }) => [setting, rawValues(cli, setting, env)]);
  return { run: 'serve', raw: Object.fromEntries(settings) as RawSettings };
}

/**
 * cac lets some long flags pass that are none, such as `--constructor`, and takes `--verbose=x`
 * for two.
 */
function refuseUnknownFlags(args: readonly string[]): void {
  const end = args.indexOf('--');
  for (const arg of end === -1 ? args : args.slice(0, end)) {
    const [name = ''] = arg.split('=', 1);
    if (name.startsWith('--') && !longFlags.has(name)) {
      throw new UsageError(`unknown option ${name}; see cockatiel --help`);
    }
    if (name.startsWith('-') && name !== arg && !takesValue.has(name)) {
      throw new UsageError(`${name}: it takes no value; see cockatiel --help`);
    }
  }
}

function createCli(): CAC {
  const cli = cac('cockatiel');
  const serve = cli.command('serve', 'Serve files and replicate them (the default)').alias('!');
  for (const { usage, help } of flags) serve.option(usage, help);
  serve.action(() => undefined);
  cli.help((sections) => [
    { body: `cockatiel ${version}: a replicating file server` },
    ...sections.filter(({ title }) => title === 'Usage' || title === 'Options').map(tidySection),
    {
      title: 'Environment',
      body: [
        '  Every flag can be a variable: COCKATIEL_PORT=8080, COCKATIEL_NO_FSYNC=1; the nodes in',
        '  COCKATIEL_NODE are separated by spaces. A flag on the command line wins.',
      ].join('\n'),
    },
  ]);
  cli.version(version, '--version');
  return cli;
}

function tidySection({ title = '', body }: { title?: string; body: string }): {
  title: string;
  body: string;
} {
  if (title === 'Usage') return { title, body: '  $ cockatiel [serve] [options]' };
  return { title, body: body.replace(/ (?:\(default: true\))?$/gmu, '') };
}

/**
 * Marks the value of a flag with a leading `=`, which `rawValues` takes off again: the parser
 * behind cac would turn a value that looks like a number into one, and a directory may well be
 * called 007.
 */
function protectValue(arg: string, index: number, args: readonly string[]): string[] {
  if (takesValue.has(args[index - 1] ?? '') && /^(?!-)|^-\d/u.test(arg)) return [`=${arg}`];
  const joined = /^(-[pH])([^=].*)$/su.exec(arg) ?? /^(--?[a-z-]+)=(.*)$/isu.exec(arg);
  if (joined === null || !takesValue.has(joined[1] as string)) return [arg];
  return [joined[1] as string, `=${joined[2]}`];
}

function rawValues(
  cli: CAC,
  setting: SettingName,
  env: NodeJS.ProcessEnv,
): readonly string[] | undefined {
  if (setting === 'noFsync') {
    const disabled = cli.options['fsync'] === false ? 'true' : env['COCKATIEL_NO_FSYNC'];
    return disabled === undefined ? undefined : [disabled];
  }
  const given = cli.options[setting] as unknown;
  if (given !== undefined) return [given].flat().map((value) => String(value).replace(/^=/u, ''));
  const variable = env[`COCKATIEL_${setting.replace(/[A-Z]/gu, '_$&').toUpperCase()}`];
  // Compose files and unit files leave a variable empty to mean that it is not set.
  if (variable === undefined || variable === '') return undefined;
  return setting === 'node' ? variable.split(/\s+/u).filter((url) => url !== '') : [variable];
}
