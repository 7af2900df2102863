import { isIP } from 'node:net';
import { withoutUser } from '../../lib/delivery/peer-url.ts';
import { UsageError } from './usage-error.ts';

/**
 * Reads the address to listen on. Like everything in this file it throws a `UsageError` that names
 * the flag and the mend.
 */
export function parseHost(text: string): string {
  if (isIP(text) !== 0 || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/iu.test(text)) return text;
  throw new UsageError(`--host: "${text}" is not an IP address or a host name`);
}

/** Reads a whole number; without a `max` up to as many seconds as a timer can wait. */
export function parseInteger(
  flag: string,
  text: string,
  limits: { min: number; max?: number },
): number {
  const { min, max = 2_147_483 } = limits;
  const value = /^\d{1,10}$/u.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`--${flag}: "${text}" is not a whole number from ${min} to ${max}`);
}

/** Reads a number of bytes, in units of 1024 where a letter says so; absent as it came. */
export function parseSize(
  flag: string,
  text: string | undefined,
  limits?: { min: number; max: number },
): number | undefined {
  if (text === undefined) return undefined;
  const { min, max } = limits ?? { min: 0, max: Number.MAX_SAFE_INTEGER };
  const match = /^(\d{1,12})([KMGT]?)$/iu.exec(text);
  const power = ['', 'K', 'M', 'G', 'T'].indexOf((match?.[2] ?? '').toUpperCase());
  const bytes = match === null ? Number.NaN : Number(match[1]) * 1024 ** power;
  if (bytes >= min && bytes <= max) return bytes;
  const range = limits === undefined ? ', such as 1048576, 500K or 2G' : ` from ${min} to ${max}`;
  throw new UsageError(`--${flag}: "${text}" is not a size in bytes${range}`);
}

/** Reads the path of a directory. */
export function parseDirectory(flag: string, text: string): string {
  if (text !== '' && !text.includes('\0')) return text;
  throw new UsageError(`--${flag}: give the path of a directory`);
}

/** Reads the path of a file of secrets. An empty one, taken for none, would let everybody in. */
export function parseFile(flag: string, text: string | undefined): string | undefined {
  if (text !== '' && text?.includes('\0') !== true) return text;
  throw new UsageError(`--${flag}: give the path of a file`);
}

/**
 * Reads an origin as a browser sends it (RFC 6454 §6.1): anything else would never be the same.
 */
export function parseOrigin(text: string): string {
  const isOrigin = URL.canParse(text) && new URL(text).origin === text;
  if (text === '*' || isOrigin) return text;
  throw new UsageError(
    `--cors-origin: "${withoutUser(text)}" is not an origin such as https://www.example.com`,
  );
}

/** Reads a host that requests may name, without a port; or `*`. */
export function parseAllowedHost(text: string): string {
  const isName = /^[^\s/?#@:*\\]+$/u.test(text) && URL.canParse(`http://${text}/`);
  if (text === '*' || isName) return text;
  throw new UsageError(
    `--allowed-host: "${withoutUser(text)}" is not a host name such as files.example.com`,
  );
}

/** Reads a URL of HTTP; absent and empty mean the same, as in the original. */
export function parseHttpUrl(flag: string, text = ''): string {
  if (text === '') return '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Visible ASCII, and nothing that the parser would have to mend: it is used as it stands.
  const isHttp = /^https?:\/\/[^/][!-[\]-~]*$/iu.test(text);
  if (isHttp && url?.search === '' && url.hash === '') return text;
  throw new UsageError(
    `--${flag}: "${withoutUser(text)}" is not an http or https URL such as http://10.1.1.2:8080`,
  );
}

/** Reads whether something is on; empty means that it is not. */
export function parseSwitch(flag: string, text: string): boolean {
  if (/^(?:1|true|yes|on)$/iu.test(text)) return true;
  if (/^(?:0|false|no|off|)$/iu.test(text)) return false;
  throw new UsageError(`--${flag}: "${text}" is neither true nor false`);
}
