import { createRottenCopies, type RottenCopies } from './rotten-copies.ts';

/**
 * What was acknowledged of the files in one storage: in that of a node, or in a bucket, for all who
 * keep their files in it.
 */
export interface StoragePromises {
  /** Names that are acknowledged to be there, unless somebody asked to delete them. */
  readonly held: ReadonlySet<string>;
  /** Names that are acknowledged to be deleted, each with the event in which that was. */
  readonly buried: ReadonlyMap<string, number>;
  /** Copies that were corrupted from outside. */
  readonly rotten: RottenCopies;
  /** An upload is acknowledged, which arrived in the event `sinceEvent`. */
  hold(name: string, atEvent: number, status: number, sinceEvent: number): void;
  /** A deletion is acknowledged; `false` where it was before. */
  bury(name: string, atEvent: number): boolean;
  /** Somebody asks for the deletion of a name, whatever the outcome. */
  ask(name: string): void;
  wasAsked(name: string): boolean;
  /** Whether it is acknowledged to be there, whatever was asked since. */
  hasFile(name: string): boolean;
  wasBuried(name: string, beforeEvent: number): boolean;
  wasHeld(name: string, beforeEvent: number): boolean;
  copy(): PromisesCopy;
  /** There is something else now: a copy, or nothing. */
  replaceFiles(copy: PromisesCopy | undefined): void;
  replaceDeletions(copy: PromisesCopy | undefined): void;
  /** Somebody has removed a file. */
  lose(name: string): void;
}

/** The promises that hold at some time. */
export interface PromisesCopy {
  readonly held: ReadonlyMap<string, number>;
  readonly rotten: RottenCopies;
  readonly buried: ReadonlyMap<string, number>;
  /** Names whose deletion was asked for: the queue may have it, acknowledged or not. */
  readonly asked: ReadonlySet<string>;
}

export function createStoragePromises(): StoragePromises {
  let held = new Map<string, number>();
  let buried = new Map<string, number>();
  let rotten = createRottenCopies();
  const asked = new Set<string>();

  return {
    get held() {
      return new Set([...held.keys()].filter((name) => !asked.has(name)));
    },
    get buried() {
      return buried;
    },
    get rotten() {
      return rotten;
    },
    hold(name, atEvent, status, sinceEvent) {
      if (!held.has(name)) held.set(name, atEvent);
      if (status === 201) rotten.replace(name, sinceEvent);
    },
    bury(name, atEvent) {
      asked.add(name);
      held.delete(name);
      rotten.delete(name);
      if (buried.has(name)) return false;
      buried.set(name, atEvent);
      return true;
    },
    ask: (name) => void asked.add(name),
    wasAsked: (name) => asked.has(name),
    hasFile: (name) => held.has(name),
    wasBuried: (name, beforeEvent) => (buried.get(name) ?? Infinity) < beforeEvent,
    wasHeld: (name, beforeEvent) =>
      !asked.has(name) &&
      rotten.metBy(name, beforeEvent) === undefined &&
      (held.get(name) ?? Infinity) < beforeEvent,
    copy: () => ({
      held: new Map([...held].filter(([name]) => !asked.has(name))),
      rotten: rotten.copy(),
      buried: new Map(buried),
      asked: new Set(asked),
    }),
    replaceFiles(copy) {
      held = new Map(copy?.held);
      rotten = copy?.rotten.copy() ?? createRottenCopies();
    },
    replaceDeletions(copy) {
      buried = new Map(copy?.buried);
      // A queue is copied after the files: it may delete some that were still there then.
      for (const name of copy?.asked ?? []) asked.add(name);
    },
    lose(name) {
      held.delete(name);
      rotten.delete(name);
    },
  };
}
