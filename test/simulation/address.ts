import type { UnidentifiedKind } from './unidentified-server.ts';
import type { World } from './world.ts';

/** Where a request to a host arrives. */
export interface Address {
  /** The node that gets it, or that would if no other server stood there. */
  readonly to: string;
  /** What stands before the name in the path; empty, or with a slash at its end. */
  readonly prefix: string;
  /** Who responds instead of the node. */
  readonly unidentified: UnidentifiedKind | undefined;
}

/** The host behind which a balancer stands. */
export const balancerHost = 'balancer';
/** What stands for the bucket behind a node among the hosts of its peers. */
export const bucketHost = 'bucket';
const otherHost = '.other';

/** Another host under which a node can be reached. */
export function otherHostOf(id: string): string {
  return `${id}${otherHost}`;
}

/** The host of a node whose path has a prefix that the node knows nothing of. */
export function prefixedHostOf(id: string): string {
  return `${id}/files`;
}

/**
 * The node behind a host, whatever responds there at present: a node's id, its other host, or either
 * with a path. A balancer is nobody but itself.
 */
export function nodeBehind(host: string): string {
  const [authority = ''] = host.split('/');
  return authority.endsWith(otherHost) ? authority.slice(0, -otherHost.length) : authority;
}

/** Finds who gets a request of a node to one of its peers. A balancer takes any node. */
export function findAddress({ prng, network, nodes }: World, from: string, host: string): Address {
  const [, ...path] = host.split('/');
  const behind = nodeBehind(host);
  const ids = [...nodes.keys()];
  const to =
    behind === balancerHost
      ? (ids[prng.below(ids.length, `${from} asks the balancer`)] as string)
      : behind;
  const prefix = path.map((segment) => `${segment}/`).join('');
  return { to, prefix, unidentified: network.unidentifiedAt(behind) };
}
