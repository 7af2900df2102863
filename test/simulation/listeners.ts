/** Who is called back when something happens. */
export interface Listeners<Details extends readonly unknown[] = []> {
  /** Adds one; what it returns removes it. */
  add(listener: (...details: Details) => void): () => void;
  callAll(...details: Details): void;
  clear(): void;
}

export function createListeners<Details extends readonly unknown[] = []>(): Listeners<Details> {
  const listeners = new Set<(...details: Details) => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    callAll(...details) {
      for (const listener of listeners) listener(...details);
    },
    clear: () => listeners.clear(),
  };
}
