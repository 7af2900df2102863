import { relative } from 'node:path/posix';

/**
 * The folders of the source, lowest first. A folder may import those above it in this list, and
 * nothing that comes later: so the graph of folders has no cycle. `lib` stands for the files at its
 * root, which is `context.ts`; `runtime` likewise for what the package exports.
 */
export const folderOrder = [
  'lib/errors',
  'lib/host',
  'lib/limits',
  'lib/collections',
  'lib/concurrency',
  'lib/names',
  'lib/disk',
  'lib/http',
  'lib/access',
  'client',
  'lib/copies',
  'lib/requests',
  'lib/forms',
  'lib/transfers',
  'lib/layout',
  'lib/tombstones',
  'lib/journal',
  'lib/quarantine',
  'lib/uploads',
  'lib/storage',
  'lib/memory-storage',
  'lib/object-store',
  'lib/objects',
  'lib/inventory',
  'lib/scrub',
  'lib/delivery',
  'lib/batches',
  'lib/pending',
  'lib/monitor',
  'lib/repair',
  'lib/read-through',
  'lib/replication',
  'lib',
  'lib/startup',
  'lib/maintenance',
  'handlers/errors',
  'handlers/uploads',
  'handlers/status',
  'handlers/tus',
  'handlers',
  'runtime/local',
  'runtime/engine',
  'runtime/forms',
  'runtime/objects',
  'runtime/node/log',
  'runtime/node/metrics',
  'runtime/node',
  'runtime/node/connection',
  'runtime/node/response',
  'runtime/node/http',
  'runtime/node/peers',
  'runtime/node/page',
  'runtime/node/open',
  'runtime/fetch',
  'runtime',
  'runtime/cli/flags',
  'runtime/cli/commands',
  'runtime/cli/text',
  'runtime/cli/service',
  'runtime/cli/offline',
  'runtime/cli/secrets',
  'runtime/cli/copy',
  'runtime/cli/client',
  'runtime/cli/status',
  'runtime/cli/signals',
  'runtime/cli',
] as const;

export type Folder = (typeof folderOrder)[number];

const outside = ['test', 'bench', 'scripts'];

/**
 * The imports that the linter forbids to the files of a folder, as gitignore patterns: all folders
 * that come after it, what is no source, and below `runtime` everything of Node's.
 */
export function forbiddenImports(folder: Folder): string[] {
  const later = folderOrder.slice(folderOrder.indexOf(folder) + 1);
  const isHostFree = !folder.startsWith('runtime');
  return [
    ...(isHostFree ? ['node:*'] : []),
    ...later.map((other) => `${specifierFrom(folder, other)}/*.ts`),
    ...outside.map((other) => `${specifierFrom(folder, other)}/**`),
  ];
}

/** How a file of one folder spells another. */
function specifierFrom(folder: string, other: string): string {
  const path = relative(folder, other);
  return path.startsWith('.') ? path : `./${path}`;
}
