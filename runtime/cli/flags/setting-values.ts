import { isIP } from 'node:net';
import { withoutUser } from '../../../lib/delivery/peer-url.ts';
import { parseSubnet } from '../../node/http/find-client.ts';
import { isS3Address, parseS3Address, S3AddressError } from '../../objects/s3-address.ts';
import { UsageError } from './usage-error.ts';

/** Converts the text given for the flag `name`; throws a `UsageError` for a value it can't be. */
type Parse<Value> = (text: string, name: string) => Value;

interface Range {
  readonly min: number;
  readonly max: number;
}

/** The longest wait that a timer of Node's can make. */
const maxSeconds = 2_147_483;
const units = ['', 'K', 'M', 'G', 'T'];

/** Reads the address to listen on. */
export function parseHost(text: string, name: string): string {
  if (isIP(text) !== 0 || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/iu.test(text)) return text;
  throw new UsageError(`--${name}: "${text}" is not an IP address or a host name`);
}

/** Reads a whole number. Without a `max` it may be as large as a timer can wait in seconds. */
export function integer({ min, max = maxSeconds }: { min: number; max?: number }): Parse<number> {
  return (text, name) => {
    const value = /^\d{1,10}$/u.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new UsageError(`--${name}: "${text}" is not a whole number from ${min} to ${max}`);
  };
}

/** Reads a number, which may be a decimal one. */
export function decimal({ min, max }: Range): Parse<number> {
  return (text, name) => {
    const value = /^\d{1,10}(?:\.\d{1,10})?$/u.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new UsageError(`--${name}: "${text}" is not a number from ${min} to ${max}`);
  };
}

/** Reads a size in bytes, or in units of 1024 bytes where a letter follows: `500K`, `2G`. */
export function size(range?: Range): Parse<number> {
  const { min, max } = range ?? { min: 0, max: Number.MAX_SAFE_INTEGER };
  const expected = range === undefined ? ', such as 1048576, 500K or 2G' : ` from ${min} to ${max}`;
  return (text, name) => {
    const match = /^(\d{1,12})([KMGT]?)$/iu.exec(text);
    const power = units.indexOf((match?.[2] ?? '').toUpperCase());
    const bytes = match === null ? Number.NaN : Number(match[1]) * 1024 ** power;
    if (bytes >= min && bytes <= max) return bytes;
    throw new UsageError(`--${name}: "${text}" is not a size in bytes${expected}`);
  };
}

/** Writes a size in the largest unit that keeps it whole, as `size` reads it. */
export function formatSize(bytes: number): string {
  let power = 0;
  while (bytes % 1024 ** (power + 1) === 0 && power + 1 < units.length) power += 1;
  return `${bytes / 1024 ** power}${units[power]}`;
}

/** A URL would be a path, too, below the working directory; `./` in front of it makes it one. */
const urlStart = /^[a-z][a-z\d+.-]+:\//iu;

/** Reads the path of a directory. */
export function parseDirectory(text: string, name: string): string {
  if (isS3Address(text)) throw new UsageError(`--${name}: give a directory, not a bucket`);
  if (urlStart.test(text)) throw new UsageError(`--${name}: give the path of a directory, no URL`);
  if (text !== '' && !text.includes('\0')) return text;
  throw new UsageError(`--${name}: give the path of a directory`);
}

/** Reads the path of a directory, or the address of a bucket, which it does not repeat. */
export function parseStorage(text: string, name: string): string {
  if (urlStart.test(text) && !isS3Address(text)) {
    throw new UsageError(`--${name}: of URLs only the s3:// address of a bucket can be a storage`);
  }
  return isS3Address(text) ? parseBucket(text, name) : parseDirectory(text, name);
}

/** Reads the address of a bucket. */
export function parseBucket(text: string, name: string): string {
  if (!isS3Address(text)) {
    throw new UsageError(`--${name}: give the address of a bucket, such as s3://bucket/prefix`);
  }
  try {
    parseS3Address(text);
    return text;
  } catch (error) {
    if (!(error instanceof S3AddressError)) throw error;
    throw new UsageError(`--${name}: the address of a bucket is not valid: ${error.message}`);
  }
}

/** Reads the path of a file of secrets. An empty one, taken as none, would admit everybody. */
export function parseFile(text: string, name: string): string {
  if (text !== '' && !text.includes('\0')) return text;
  throw new UsageError(`--${name}: give the path of a file`);
}

/**
 * Reads an origin as a browser sends it (RFC 6454 §6.1). One spelled differently would match no
 * request.
 */
export function parseOrigin(text: string, name: string): string {
  const isOrigin = URL.canParse(text) && new URL(text).origin === text && !text.includes(',');
  if (text === '*' || isOrigin) return text;
  throw new UsageError(
    `--${name}: "${withoutUser(text)}" is not an origin such as https://www.example.com`,
  );
}

/** Reads a host name without a port, or `*`. */
export function parseAllowedHost(text: string, name: string): string {
  const isName = /^[^\s/?#@:*\\]+$/u.test(text) && URL.canParse(`http://${text}/`);
  if (text === '*' || isName) return text;
  throw new UsageError(
    `--${name}: "${withoutUser(text)}" is not a host name such as files.example.com`,
  );
}

/** Reads the address of a proxy, or a block of addresses. */
export function parseProxyAddress(text: string, name: string): string {
  if (parseSubnet(text) !== undefined) return text;
  throw new UsageError(
    `--${name}: "${text}" is neither an IP address nor a CIDR block such as 10.1.0.0/16`,
  );
}

/** Reads an http or https URL. An empty text is kept: it means the same as no URL. */
export function parseHttpUrl(text: string, name: string): string {
  if (text === '') return '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // It is used as it is written: visible ASCII only, and nothing that the URL parser would correct.
  const isHttp = /^https?:\/\/[^/][!-[\]-~]*$/iu.test(text);
  const hasComma = url?.hostname.includes(',') === true;
  if (isHttp && !hasComma && url?.search === '' && url.hash === '') return text;
  throw new UsageError(
    `--${name}: "${withoutUser(text)}" is not an http or https URL such as http://10.1.1.2:8080`,
  );
}

/** Reads what a peer is called: its URL, or the address of a bucket. */
export function parsePeer(text: string, name: string): string {
  return isS3Address(text) ? parseBucket(text, name) : parseHttpUrl(text, name);
}

/** Reads one of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[]): Parse<Word> {
  return (text, name) => {
    const word = words.find((known) => known === text);
    if (word !== undefined) return word;
    throw new UsageError(`--${name}: "${text}" is neither ${words.join(' nor ')}`);
  };
}

/** Reads whether something is on; an empty text means off. */
export function parseSwitch(text: string, name: string): boolean {
  if (/^(?:1|true|yes|on)$/iu.test(text)) return true;
  if (/^(?:0|false|no|off|)$/iu.test(text)) return false;
  throw new UsageError(`--${name}: "${text}" is neither true nor false`);
}
