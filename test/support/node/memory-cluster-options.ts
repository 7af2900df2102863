import type { PeerRequest } from '../../../lib/delivery/peer-link.ts';
import type { MemoryLimits } from '../../../lib/limits/memory-limits.ts';
import type { TestContext } from './create-test-context.ts';
import type { SentRequest } from './sent-request.ts';

/** What nodes a cluster in memory has, and how they know each other. */
export interface MemoryClusterOptions {
  /** Which peers each node has, `b` or `b/a/path`; the keys are the nodes. */
  readonly peers: Readonly<Record<string, readonly string[]>>;
  /** Nodes that respond as the Python version: without an id, and unaware of `from`. */
  readonly legacyNodes?: readonly string[];
  /** Nodes that show no instance and give no reasons, as 1.0.0. */
  readonly older?: readonly string[];
  /** Nodes that begin with the node id of another, as a copied machine does. */
  readonly copies?: Readonly<Record<string, string>>;
  readonly windows?: Partial<MemoryLimits>;
  /** Whether nodes compare what they hold, each second in which nothing else happens. */
  readonly repairs?: boolean;
  /** Whether nodes read what they do not have from their peers. */
  readonly readThrough?: boolean;
  /** Whether nodes send small operations together. */
  readonly batches?: boolean;
  /** Nodes that know nothing of that, although they show an instance. */
  readonly withoutBatches?: readonly string[];
}

/** What is lost on the way: a request, the response to it, or all but its first line. */
export type Loss = 'request' | 'reply' | 'end';

/** Nodes in memory that reach each other without sockets, on clocks that the test turns. */
export interface MemoryCluster {
  node(id: string): TestContext;
  /** All requests between nodes, in order. */
  readonly requests: SentRequest[];
  /** Decides what is lost of a request; nothing by default. */
  lossOf: (request: { from: string; to: string } & Pick<PeerRequest, 'name'>) => Loss | undefined;
  /** Where the requests to a peer's host go; to the node of that name by default. */
  route: (to: string) => string;
  /** Cuts the link between two nodes, both ways, until `heal`. */
  cut(one: string, other: string): void;
  heal(): void;
  /** Lets every node send what it can at this moment. */
  turn(): Promise<void>;
  /** Turns the clocks on, second by second, until nothing is pending; throws after ten minutes. */
  settle(): Promise<void>;
  /** Stops a node in the given way and starts it again on its disks. */
  restart(id: string, how: 'restart' | 'restartAfterKill' | 'restartAfterCrash'): Promise<void>;
  /** Kills a node, and starts it again with other peers. */
  restartWith(id: string, peers: readonly string[]): Promise<void>;
  /** The stored names of a node, sorted. */
  stored(id: string): readonly string[];
}
