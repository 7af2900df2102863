/** Something that is to happen at a time. */
export interface SimEvent {
  readonly timeMs: number;
  /** Decides between events of one time. */
  readonly tieBreak: number;
  readonly sequence: number;
  work: (() => void) | undefined;
}

/** A binary heap of events, the earliest first. */
export interface EventHeap {
  push(event: SimEvent): void;
  peek(): SimEvent | undefined;
  pop(): SimEvent | undefined;
}

export function createEventHeap(): EventHeap {
  const events: SimEvent[] = [];

  function siftUp(index: number): void {
    const parent = (index - 1) >> 1;
    if (index > 0 && swapUnlessInOrder(parent, index)) siftUp(parent);
  }

  function siftDown(index: number): void {
    const [left, right] = [2 * index + 1, 2 * index + 2];
    if (left >= events.length) return;
    const isRightFirst = right < events.length && isBefore(at(right), at(left));
    const child = isRightFirst ? right : left;
    if (swapUnlessInOrder(index, child)) siftDown(child);
  }

  function swapUnlessInOrder(parent: number, child: number): boolean {
    const [above, below] = [at(parent), at(child)];
    if (!isBefore(below, above)) return false;
    events[parent] = below;
    events[child] = above;
    return true;
  }

  function at(index: number): SimEvent {
    return events[index] as SimEvent;
  }

  return {
    push(event) {
      events.push(event);
      siftUp(events.length - 1);
    },
    peek: () => events[0],
    pop() {
      const [first] = events;
      const last = events.pop();
      if (last === undefined || last === first) return last;
      events[0] = last;
      siftDown(0);
      return first;
    },
  };
}

function isBefore(one: SimEvent, other: SimEvent): boolean {
  if (one.timeMs !== other.timeMs) return one.timeMs < other.timeMs;
  if (one.tieBreak !== other.tieBreak) return one.tieBreak < other.tieBreak;
  return one.sequence < other.sequence;
}
