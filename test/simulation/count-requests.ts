import { maxBatchedFileBytes } from '../../lib/batches/batch-format.ts';
import { defaultReadThroughLimits } from '../../lib/limits/read-through-limits.ts';
import { windowSize } from '../../lib/replication/window-size.ts';
import { kindOf, type Message, type MessageKind } from './message.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** Counts the requests of one process that are under way to each of its peers. */
export interface RequestCount {
  /**
   * A request begins, or an operation in a batch; what it returns ends it, once. More than the limits
   * allow is a failure (I6).
   */
  begin(host: string, message: Message): () => void;
}

/**
 * What is counted. `request`: what brings operations, alone or in a batch. `large`: those that bring
 * one that no batch may have. `young batch`: one that has just begun. `batched`: an operation in a
 * batch. `question`: whether a peer has a file.
 */
type Counted =
  | Exclude<MessageKind, 'operation' | 'batch' | 'passed on'>
  | 'request'
  | 'large'
  | 'young batch'
  | 'batched'
  | 'question';

/** How many operations may be under way where they go in batches, for one that may be alone. */
const mostInBatches = 4;
/** A batch that takes longer lets a third one begin; a little less than in the program. */
const youngMs = 200;

export function createRequestCount(world: World, node: SimNode): RequestCount {
  const underWay = new Map<string, number>();
  const limits = limitsOf(world);

  function change(key: string, by: 1 | -1): number {
    const count = (underWay.get(key) ?? 0) + by;
    underWay.set(key, count);
    return count;
  }

  function count(host: string, what: Counted): () => void {
    const key = `${what} ${host}`;
    const found = change(key, 1);
    if (found > limits[what]) {
      world.oracle.fail('I6', `${node.id} has ${found} requests under way to ${host}: ${what}`);
    }
    let isOver = false;
    const end = (): void => {
      if (!isOver) change(key, -1);
      isOver = true;
    };
    if (what === 'young batch') world.scheduler.after(youngMs, end);
    return end;
  }

  return {
    begin(host, message) {
      const ends = countedAs(message).map((what) => count(host, what));
      return () => {
        for (const end of ends) end();
      };
    },
  };
}

function countedAs(message: Message): readonly Counted[] {
  const { isBatched, method, headers, body } = message;
  const kind = kindOf(message);
  if (isBatched === true) return ['batched'];
  if (kind === 'batch') return ['request', 'young batch'];
  if (kind === 'passed on') return [];
  if (kind !== 'operation') return [kind];
  if (method === 'HEAD') return ['question'];
  const isEnd = headers['Content-Range'] !== undefined;
  const isLarge = isEnd || (body?.sizeBytes ?? 0) > maxBatchedFileBytes;
  return isLarge ? ['request', 'large'] : ['request'];
}

function limitsOf({ plan }: World): Readonly<Record<Counted, number>> {
  const { concurrency } = plan;
  const window = windowSize(concurrency);
  const mostOperations = plan.batches === 'none' ? window : windowSize(concurrency * mostInBatches);
  const { maxQuestions, maxFetches, maxRelays } = { ...defaultReadThroughLimits, ...plan.reads };
  return {
    request: window,
    large: concurrency,
    'young batch': 2,
    batched: mostOperations,
    question: mostOperations,
    comparison: 1,
    // A delivery may ask for the status of a peer that it doubts, too.
    probe: mostOperations + 1,
    read: maxQuestions + maxFetches + maxRelays,
  };
}
