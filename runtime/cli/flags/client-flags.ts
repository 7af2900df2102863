import type { Flag } from './flag.ts';
import { serveFlags } from './serve-flags.ts';
import { parseFile, parseHttpUrl, parseSwitch } from './setting-values.ts';

const section = 'Asking nodes';

const nodeFlag = {
  name: 'node',
  placeholder: 'url',
  parse: parseHttpUrl,
  isRepeatable: true,
  help: 'URL of a node; of several, one that responds',
  section,
} as const satisfies Flag;

const secretFileFlag = {
  name: 'secret-file',
  placeholder: 'path',
  parse: parseFile,
  help: "File of the node's secrets for writing",
  section,
  completion: 'files',
} as const satisfies Flag;

/** The flags of `cockatiel status`, in the order in which they are listed. */
export const statusFlags = {
  json: { name: 'json', parse: parseSwitch, help: 'Print JSON in place of a table', section },
  watch: { name: 'watch', parse: parseSwitch, help: 'Look again every 2 seconds', section },
  secretFile: { ...secretFileFlag, help: "File of the node's secrets for operators" },
} as const satisfies Record<string, Flag>;

/** The flags of `cockatiel put`, in the order in which they are listed. */
export const putFlags = {
  node: nodeFlag,
  as: {
    name: 'as',
    placeholder: 'name',
    parse: (text: string) => text,
    help: 'Name to store the file, or the directory, under',
    section,
  },
  names: { name: 'names', parse: parseSwitch, help: 'Print names in place of URLs', section },
  secretFile: secretFileFlag,
} as const satisfies Record<string, Flag>;

/** The flags of `cockatiel get`, in the order in which they are listed. */
export const getFlags = {
  node: nodeFlag,
  output: {
    name: 'output',
    short: 'o',
    placeholder: 'path',
    parse: parseFile,
    help: 'File or directory to write to; - for standard output',
    section,
    completion: 'files',
  },
  force: {
    name: 'force',
    short: 'f',
    parse: parseSwitch,
    help: 'Replace files that are there already',
    section,
  },
  secretFile: { ...secretFileFlag, help: "File of the node's secrets for reading" },
} as const satisfies Record<string, Flag>;

/** The flags of `cockatiel rm`, in the order in which they are listed. */
export const rmFlags = {
  node: nodeFlag,
  secretFile: secretFileFlag,
} as const satisfies Record<string, Flag>;

/** The flags of `cockatiel ls`, in the order in which they are listed. */
export const lsFlags = {
  node: nodeFlag,
  json: { name: 'json', parse: parseSwitch, help: 'Print JSON in place of names', section },
  secretFile: { ...secretFileFlag, help: "File of the node's secrets for operators" },
} as const satisfies Record<string, Flag>;

/**
 * Flags of `cockatiel serve` whose variables say where the nodes are if no flag does: the same
 * environment serves a node and whoever asks it.
 */
export const placeFlags = {
  node: serveFlags.node,
  host: serveFlags.host,
  port: serveFlags.port,
} as const satisfies Record<string, Flag>;
