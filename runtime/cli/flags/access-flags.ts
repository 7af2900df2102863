import type { Flag } from './flag.ts';
import { parseAllowedHost, parseFile, parseOrigin } from './setting-values.ts';

/** The flags of `cockatiel serve` that say who may do what, and by which secrets. */
export const accessFlags = {
  writeSecretFile: {
    name: 'write-secret-file',
    placeholder: 'path',
    parse: parseFile,
    isNeverEmpty: true,
    help: 'Secrets for PUT and DELETE, one per line',
    section: 'Access',
    completion: 'files',
  },
  clusterSecretFile: {
    name: 'cluster-secret-file',
    placeholder: 'path',
    parse: parseFile,
    isNeverEmpty: true,
    help: 'Secrets for nodes, one per line; the first is sent to peers',
    section: 'Access',
    completion: 'files',
  },
  readSecretFile: {
    name: 'read-secret-file',
    placeholder: 'path',
    parse: parseFile,
    isNeverEmpty: true,
    help: 'Secrets for GET and HEAD, one per line',
    section: 'Access',
    completion: 'files',
  },
  operatorSecretFile: {
    name: 'operator-secret-file',
    placeholder: 'path',
    parse: parseFile,
    isNeverEmpty: true,
    help: 'Secrets for /_status and the like; else readers may',
    section: 'Access',
    completion: 'files',
  },
  objectSecretFile: {
    name: 'object-secret-file',
    placeholder: 'path',
    parse: parseFile,
    isNeverEmpty: true,
    help: 'Access key of an s3:// storage: id and secret, one per line',
    section: 'Access',
    completion: 'files',
  },
  corsOrigin: {
    name: 'cors-origin',
    placeholder: 'origin',
    parse: parseOrigin,
    isRepeatable: true,
    help: 'Site whose pages may use this node; * for all',
    section: 'Access',
  },
  allowedHost: {
    name: 'allowed-host',
    placeholder: 'name',
    parse: parseAllowedHost,
    isRepeatable: true,
    help: 'Host accepted besides that of --url; * for all',
    section: 'Access',
  },
} as const satisfies Record<string, Flag>;
