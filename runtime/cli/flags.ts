import type { SettingName } from './parse-settings.ts';

/** A flag of the command line, as the help shows it. */
export interface Flag {
  readonly setting: SettingName;
  readonly usage: string;
  readonly help: string;
}

/** All flags, in the order of the help. */
export const flags: readonly Flag[] = [
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
  {
    setting: 'newStorage',
    usage: '--new-storage',
    help: 'Accept once a storage directory that the queue does not remember',
  },
  { setting: 'url', usage: '--url <url>', help: 'Public URL of this node, for Location headers' },
  { setting: 'node', usage: '--node <url>', help: 'URL of another node; once for each of them' },
  {
    setting: 'forget',
    usage: '--forget <url>',
    help: 'URL of a removed node that is gone for good; once for each of them',
  },
  {
    setting: 'forgetAfter',
    usage: '--forget-after <days>',
    help: 'How long what is pending for a removed node is kept. Default: 14',
  },
  { setting: 'proxy', usage: '--proxy <url>', help: 'HTTP proxy for connections to other nodes' },
  {
    setting: 'concurrency',
    usage: '--concurrency <n>',
    help: 'Uploads, or deletions, under way to one peer at once. Default: 16',
  },
  {
    setting: 'maxSize',
    usage: '--max-size <bytes>',
    help: 'Largest file taken, such as 500M or 2G. Default: no limit',
  },
  {
    setting: 'minFree',
    usage: '--min-free <bytes>',
    help: 'Room that uploads leave on each disk. Default: 1 % of it, at most 1G',
  },
  {
    setting: 'maxName',
    usage: '--max-name <bytes>',
    help: 'Longest name an upload may get, with time and hash. Default: 1024',
  },
  {
    setting: 'maxDepth',
    usage: '--max-depth <n>',
    help: 'Segments its name may have. Default: 32',
  },
  {
    setting: 'unknownDeletes',
    usage: '--unknown-deletes <n>',
    help: 'Deletions by clients a second, where they are limited. Default: 100',
  },
  {
    setting: 'maxConnections',
    usage: '--max-connections <n>',
    help: 'Connections open at once. Default: 4096',
  },
  {
    setting: 'maxRequests',
    usage: '--max-requests <n>',
    help: 'Requests served at once. Default: 2048',
  },
  {
    setting: 'maxHeaderSize',
    usage: '--max-header-size <bytes>',
    help: 'Largest head of a request. Default: 16K',
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
    setting: 'minRate',
    usage: '--min-rate <bytes>',
    help: 'Least of an upload that must come in a second. Default: 100',
  },
  {
    setting: 'writeSecretFile',
    usage: '--write-secret-file <path>',
    help: 'Secrets, one a line, of which PUT and DELETE need one',
  },
  {
    setting: 'clusterSecretFile',
    usage: '--cluster-secret-file <path>',
    help: 'The same for nodes; the first is sent to them',
  },
  {
    setting: 'readSecretFile',
    usage: '--read-secret-file <path>',
    help: 'The same for GET, HEAD and /_status',
  },
  {
    setting: 'corsOrigin',
    usage: '--cors-origin <origin>',
    help: 'Site whose pages may use this node; once for each, or *',
  },
  {
    setting: 'allowedHost',
    usage: '--allowed-host <name>',
    help: 'Host that requests may name beside that of --url; or *',
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
