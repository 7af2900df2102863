/** When a copy was corrupted. */
interface Rot {
  readonly incarnation: number;
  readonly atEvent: number;
}

/** Copies on a node's disk that were corrupted from outside. */
export interface RottenCopies {
  has(name: string): boolean;
  names(): Iterable<string>;
  add(name: string, rot: Rot): void;
  /** The copy is gone. */
  delete(name: string): void;
  /** The copy was replaced by an upload that arrived in an event, unless it was corrupted since. */
  replace(name: string, sinceEvent: number): void;
  /** The rot of a copy as a request met it that was received in an event. */
  metBy(name: string, receivedAt: number): Rot | undefined;
  /** All copies are whole again from the next event on. */
  repair(atEvent: number): void;
  copy(): RottenCopies;
}

export function createRottenCopies(first: Iterable<readonly [string, Rot]> = []): RottenCopies {
  const rotten = new Map<string, Rot>(first);
  /** Those that were repaired, each with the event in which that happened. */
  const repaired = new Map<string, Rot & { readonly repairedAt: number }>();
  return {
    has: (name) => rotten.has(name),
    names: () => rotten.keys(),
    add: (name, rot) => void rotten.set(name, rot),
    delete: (name) => void rotten.delete(name),
    replace(name, sinceEvent) {
      if ((rotten.get(name)?.atEvent ?? Infinity) < sinceEvent) rotten.delete(name);
    },
    metBy(name, receivedAt) {
      const earlier = repaired.get(name);
      const wasRotten = earlier !== undefined && receivedAt <= earlier.repairedAt;
      return rotten.get(name) ?? (wasRotten ? earlier : undefined);
    },
    repair(atEvent) {
      for (const [name, rot] of rotten) repaired.set(name, { ...rot, repairedAt: atEvent });
      rotten.clear();
    },
    copy: () => createRottenCopies(rotten),
  };
}
