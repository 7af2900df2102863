import { parseRequestName } from '../../lib/names/request-name.ts';
import { signUrl } from '../sign-url.ts';
import { type FlagValues, lastValue } from './flags/flag-values.ts';
import { signFlags as flags } from './flags/sign-flags.ts';
import { UsageError } from './flags/usage-error.ts';
import { type OnOpenFile, readSecrets } from './secrets/load-secrets.ts';

/** Runs `cockatiel sign`, and returns what it prints. Throws a `UsageError` for a bad value. */
export function runSign(values: FlagValues, nowMs: number, onOpenFile: OnOpenFile): string {
  const method = lastValue(values, flags.method);
  const name = lastValue(values, flags.name) ?? '';
  const isPrefix = lastValue(values, flags.prefix) ?? false;
  checkName(name, isPrefix);
  const type = lastValue(values, flags.type);
  const maxSizeBytes = lastValue(values, flags.maxSize);
  const seconds = lastValue(values, flags.expiresIn);
  const url = lastValue(values, flags.url) ?? '';
  if (method === 'GET' && (maxSizeBytes !== undefined || type !== undefined)) {
    throw new UsageError('--max-size and --type are for --method PUT');
  }
  const file = lastValue(values, flags.secretFile);
  if (file === undefined) throw new UsageError('--secret-file: give the path of a file');
  const [secret = ''] = readSecrets('--secret-file', file, onOpenFile);
  const signed = signUrl({
    secret,
    method,
    name,
    isPrefix,
    expires: Math.floor(nowMs / 1000) + seconds,
    url,
    ...(maxSizeBytes !== undefined && { maxSizeBytes }),
    ...(type !== undefined && { type }),
  });
  return `${signed}\n`;
}

/** Refuses a name that no request can have: a URL signed for it would never be of use. */
function checkName(name: string, isPrefix: boolean): void {
  if (name === '' && !isPrefix) throw new UsageError('--name: give the name of a file');
  if (/^(?:https?:\/)?\//iu.test(name)) {
    const mend = 'give the name alone, without a URL and without a slash before it';
    throw new UsageError(`--name: "${name}": ${mend}`);
  }
  const whole = isPrefix ? `${name}x` : name;
  try {
    parseRequestName(`/${whole.split('/').map(encodeURIComponent).join('/')}`);
  } catch (error) {
    throw new UsageError(`--name: "${name}": ${(error as Error).message}`);
  }
}
