import { parseArgs } from 'node:util';
import { parseRequestName } from '../../lib/names/request-name.ts';
import { type SignOptions, signUrl } from '../sign-url.ts';
import { readSecrets } from './load-secrets.ts';
import { parseHttpUrl, parseInteger, parseSize } from './setting-values.ts';
import { UsageError } from './usage-error.ts';

export const signHelp = `cockatiel sign: makes a URL that is good without a secret for a while

Usage:
  $ cockatiel sign --secret-file <path> --name <name> [options]

Options:
  --secret-file <path>    The node's secrets, of which the first signs: for PUT those for writing
  --name <name>           Name to read or to upload, as it is, not percent-encoded
  --prefix                Allow all names that begin so, and print only the query for them
  --method <method>       GET, which allows HEAD too, or PUT. Default: GET
  --expires-in <seconds>  How long it is good. Default: 3600
  --max-size <bytes>      Largest body, such as 5M
  --type <type>           Media type of the upload, such as image/png or image/*
  --url <url>             URL of the node, to begin with
  -h, --help              Display this message
`;

const options = {
  'secret-file': { type: 'string' },
  name: { type: 'string' },
  prefix: { type: 'boolean', default: false },
  method: { type: 'string', default: 'GET' },
  'expires-in': { type: 'string', default: '3600' },
  'max-size': { type: 'string' },
  type: { type: 'string' },
  url: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Thirty years and more. */
const maxSeconds = 1_000_000_000;

/** Runs `cockatiel sign`: what it prints. Throws a `UsageError` for anything it does not know. */
export function runSign(args: readonly string[], nowMs: number): string {
  const flags = parse(args);
  if (flags.help) return signHelp;
  const { name = '', method, type, prefix } = flags;
  if (method !== 'GET' && method !== 'PUT') {
    throw new UsageError(`--method: "${method}" is neither GET nor PUT`);
  }
  checkName(name, prefix);
  if (type !== undefined && !/^[\w.+-]+\/(?:[\w.+-]+|\*)$/u.test(type)) {
    throw new UsageError(`--type: "${type}" is not a media type such as image/png or image/*`);
  }
  const file = flags['secret-file'];
  if (file === undefined) throw new UsageError('--secret-file: give the path of a file');
  const [secret = ''] = readSecrets('--secret-file', file);
  const seconds = parseInteger('expires-in', flags['expires-in'], { min: 1, max: maxSeconds });
  const maxSizeBytes = parseSize('max-size', flags['max-size']);
  if (method === 'GET' && (maxSizeBytes !== undefined || type !== undefined)) {
    throw new UsageError('--max-size and --type are for --method PUT');
  }
  const signed: SignOptions = {
    secret,
    method,
    name,
    isPrefix: prefix,
    expires: Math.floor(nowMs / 1000) + seconds,
    url: parseHttpUrl('url', flags.url),
    ...(maxSizeBytes !== undefined && { maxSizeBytes }),
    ...(type !== undefined && { type }),
  };
  return `${signUrl(signed)}\n`;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const message = (error as Error).message.split('. ', 1)[0] ?? '';
    throw new UsageError(
      `${message.charAt(0).toLowerCase()}${message.slice(1)}; see cockatiel sign --help`,
    );
  }
}

/** A name that no request can have would be signed in vain. */
function checkName(name: string, isPrefix: boolean): void {
  if (name === '' && !isPrefix) throw new UsageError('--name: give the name of a file');
  const whole = isPrefix ? `${name}x` : name;
  try {
    parseRequestName(`/${whole.split('/').map(encodeURIComponent).join('/')}`);
  } catch (error) {
    throw new UsageError(`--name: "${name}": ${(error as Error).message}`);
  }
}
