// Everything that is measured, in the order it is.
import { deletions } from './workloads/deletions.mjs';
import { directReads } from './workloads/direct-reads.mjs';
import { drains } from './workloads/drains.mjs';
import { forms } from './workloads/forms.mjs';
import { hosts } from './workloads/hosts.mjs';
import { hotReads } from './workloads/hot-reads.mjs';
import { idleConnections } from './workloads/idle-connections.mjs';
import { lag } from './workloads/lag.mjs';
import { largeReads } from './workloads/large-reads.mjs';
import { largeUpload } from './workloads/large-upload.mjs';
import { smallUploads } from './workloads/small-uploads.mjs';
import { spreadReads } from './workloads/spread-reads.mjs';
import { startUp } from './workloads/start-up.mjs';
import { tus } from './workloads/tus.mjs';
import { uploadsUntilOnAll, uploadsWithPeers } from './workloads/uploads-with-peers.mjs';

/**
 * The workloads. Each has a `name`, a `unit`, the `goals` it is to reach, and `prepare`, which
 * resolves with the contestants that take turns, ours first:
 * `{ name, servers, nodes, measure }`, perhaps with a `unit` of its own, where `measure` resolves
 * with `{ value, operations }` and may add `p50Ms` and `p99Ms`. A workload may also say `lowerIsBetter`, `hasNoWarmUp`, its own
 * `rounds`, how many more descriptors its nodes may keep, and whether its files are large.
 */
export const workloads = [
  ...startUp,
  idleConnections,
  ...hotReads,
  spreadReads,
  ...largeReads,
  ...smallUploads,
  forms,
  largeUpload,
  tus,
  uploadsWithPeers,
  uploadsUntilOnAll,
  lag,
  ...drains,
  deletions,
  ...hosts,
  ...directReads,
];
