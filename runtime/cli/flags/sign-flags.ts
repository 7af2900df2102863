import type { Flag } from './flag.ts';
import { integer, oneOf, parseFile, parseHttpUrl, parseSwitch, size } from './setting-values.ts';
import { UsageError } from './usage-error.ts';

/** More than thirty years. */
const maxSeconds = 1_000_000_000;
const methods = ['GET', 'PUT'] as const;

/** The flags of `cockatiel sign`, in the order in which they are listed. */
export const signFlags = {
  secretFile: {
    name: 'secret-file',
    placeholder: 'path',
    parse: parseFile,
    help: "File of the node's secrets: for reading (GET) or for writing (PUT)",
    section: 'Signing',
    completion: 'files',
  },
  name: {
    name: 'name',
    placeholder: 'name',
    parse: (text: string) => text,
    help: 'Name to read or upload, not percent-encoded',
    section: 'Signing',
  },
  prefix: {
    name: 'prefix',
    parse: parseSwitch,
    help: 'Allow every name that begins with --name, and print only the query',
    section: 'Signing',
  },
  method: {
    name: 'method',
    placeholder: 'method',
    parse: oneOf(methods),
    default: 'GET',
    help: 'GET, which allows HEAD too, or PUT',
    section: 'Signing',
    completion: methods,
  },
  expiresIn: {
    name: 'expires-in',
    placeholder: 'seconds',
    parse: integer({ min: 1, max: maxSeconds }),
    default: '3600',
    help: 'Seconds until the URL expires',
    section: 'Signing',
  },
  maxSize: {
    name: 'max-size',
    placeholder: 'bytes',
    parse: size(),
    defaultNote: 'no limit',
    help: 'Max size of the upload, such as 5M',
    section: 'Signing',
  },
  type: {
    name: 'type',
    placeholder: 'type',
    parse: parseMediaType,
    defaultNote: 'any',
    help: 'Media type of the upload, such as image/png or image/*',
    section: 'Signing',
  },
  url: {
    name: 'url',
    placeholder: 'url',
    parse: parseHttpUrl,
    help: 'URL of the node, to print before the name',
    section: 'Signing',
  },
} as const satisfies Record<string, Flag>;

function parseMediaType(text: string, name: string): string {
  if (/^[\w.+-]+\/(?:[\w.+-]+|\*)$/u.test(text)) return text;
  throw new UsageError(`--${name}: "${text}" is not a media type such as image/png or image/*`);
}
