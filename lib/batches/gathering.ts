import type { Timers } from '../host/timers.ts';

/** Items that wait a moment for others. */
export interface Gathering<Item> {
  add(item: Item): void;
  /** Takes all of them, the oldest first. */
  take(): readonly Item[];
}

export interface GatheringOptions {
  readonly timers: Timers;
  /** How long one waits at most, in milliseconds. */
  readonly waitMs: number;
  /** With so many, none waits any longer. */
  readonly enough: number;
  /** Called when they have waited long enough, or are enough. */
  readonly onDue: () => void;
}

/** Creates a place to wait in, with nobody there. */
export function createGathering<Item>(options: GatheringOptions): Gathering<Item> {
  const { timers, waitMs, enough, onDue } = options;
  let items: Item[] = [];
  let cancel = (): void => undefined;
  return {
    add(item) {
      items.push(item);
      if (items.length === 1) cancel = timers.after(waitMs, onDue);
      if (items.length >= enough) onDue();
    },
    take() {
      cancel();
      const taken = items;
      items = [];
      return taken;
    },
  };
}
