import { defaultReadThroughLimits } from '../../lib/limits/read-through-limits.ts';
import { windowSize } from '../../lib/replication/window-size.ts';
import { kindOf, type Message, type MessageKind } from './message.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** Counts the requests of one process that are under way to each of its peers. */
export interface RequestCount {
  /** A request begins; what it returns ends it. More than the limits allow is a failure (I6). */
  begin(host: string, message: Message): () => void;
}

export function createRequestCount(world: World, node: SimNode): RequestCount {
  const underWay = new Map<string, number>();
  const limits = limitsOf(world);

  function change(key: string, by: 1 | -1): number {
    const count = (underWay.get(key) ?? 0) + by;
    underWay.set(key, count);
    return count;
  }

  return {
    begin(host, message) {
      const kind = kindOf(message);
      const key = `${kind} ${host}`;
      const count = change(key, 1);
      if (count > limits[kind]) {
        world.oracle.fail('I6', `${node.id} has ${count} requests under way to ${host}: ${kind}`);
      }
      return () => void change(key, -1);
    },
  };
}

function limitsOf({ plan }: World): Readonly<Record<MessageKind, number>> {
  const window = windowSize(plan.concurrency);
  const { maxQuestions, maxFetches, maxRelays } = { ...defaultReadThroughLimits, ...plan.reads };
  return {
    operation: window,
    comparison: 1,
    // A delivery may ask for the status of a peer that it doubts, too.
    probe: window + 1,
    read: maxQuestions + maxFetches + maxRelays,
  };
}
