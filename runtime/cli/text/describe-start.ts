import type { Secrets } from '../../../lib/access/secrets.ts';
import { withoutUser } from '../../../lib/delivery/peer-url.ts';
import type { LogFields } from '../../../lib/host/log.ts';
import { createVolumes } from '../../node/metrics/volumes.ts';
import { nodeTimers } from '../../node/timers.ts';

/** What nobody can open: a node that listens there does so on all addresses. */
const everywhere: readonly string[] = ['0.0.0.0', '[::]'];

/** Where a node is, where it keeps what, and the URLs of its peers. */
interface StartedNode {
  readonly url: string;
  readonly storage: string;
  readonly queue: string;
  readonly peerUrls: readonly string[];
}

/**
 * What an operator wants to know of a node that has started: the page to look at, where it keeps
 * what, with the free space of each disk, its peers, and which roles have secrets of their own.
 */
export async function describeStart(
  { url, storage, queue, peerUrls }: StartedNode,
  secrets: Secrets,
): Promise<LogFields> {
  // A bucket is on no disk.
  const volumes = await createVolumes({ storage, queue }, { timers: nodeTimers }).report();
  const freeBytesOf = (name: string) => volumes.find((volume) => volume.name === name)?.freeBytes;
  const { write, read, cluster, operator = [] } = secrets;
  const roles = Object.entries({ read, write, cluster, operator });
  const guarded = roles.filter(([, each]) => each.length > 0).map(([role]) => role);
  return {
    page: pageOf(url),
    storage,
    storageFreeBytes: freeBytesOf('storage'),
    queue,
    queueFreeBytes: freeBytesOf('queue'),
    peers: peerUrls.map(withoutUser),
    guarded,
  };
}

/**
 * The page of a node, at an address that this machine can open. The public URL is that of a proxy,
 * which may lead to any node, and should let nobody from outside see this.
 */
function pageOf(url: string): string {
  const page = new URL('/_ui/', url);
  if (everywhere.includes(page.hostname)) page.hostname = 'localhost';
  return page.href;
}
