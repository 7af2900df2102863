import { type CAC, cac } from 'cac';
import { withoutUser } from '../../lib/delivery/peer-url.ts';
import { version } from '../node/version.ts';
import { flags } from './flags.ts';
import type { RawSettings, SettingName } from './parse-settings.ts';
import { UsageError } from './usage-error.ts';

/** What the command line asks for. */
export type Command =
  | { readonly run: 'nothing' }
  | { readonly run: 'serve'; readonly raw: RawSettings };

const takesValue = new Set(
  flags.flatMap(({ usage }) => (usage.includes('<') ? namesIn(usage) : [])),
);
/** What may be given more than once. */
const repeated = new Set<SettingName>(['node', 'forget', 'corsOrigin', 'allowedHost']);
/** What must not be lost by a variable that is empty by mistake. */
const neverEmpty = new Set<SettingName>(['writeSecretFile', 'clusterSecretFile', 'readSecretFile']);
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
    const message = withoutUser((error as Error).message.replaceAll('`', ''));
    throw new UsageError(
      `${message.charAt(0).toLowerCase()}${message.slice(1)}; see cockatiel --help`,
    );
  }
  const [surplus] = cli.options['--'] as string[];
  if (surplus !== undefined)
    throw new UsageError(`unused argument ${withoutUser(surplus)}; see cockatiel --help`);
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
        '  Every flag can be a variable: COCKATIEL_PORT=8080, COCKATIEL_NO_FSYNC=1; what can be',
        '  given more than once is separated by spaces. A flag on the command line wins.',
        '  Secrets may stand in COCKATIEL_WRITE_SECRET, COCKATIEL_CLUSTER_SECRET and',
        '  COCKATIEL_READ_SECRET, or in credentials of systemd: cockatiel-write-secret, …',
      ].join('\n'),
    },
  ]);
  cli.version(version, '--version');
  return cli;
}

const usage = '  $ cockatiel [serve] [options]\n  $ cockatiel sign --help';

function tidySection({ title = '', body }: { title?: string; body: string }): {
  title: string;
  body: string;
} {
  if (title === 'Usage') return { title, body: usage };
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
  if (variable === undefined || (variable === '' && !neverEmpty.has(setting))) return undefined;
  return repeated.has(setting) ? variable.split(/\s+/u).filter((url) => url !== '') : [variable];
}
