/** Who is called back when something happens. */
export interface Listeners {
  /** Adds one; what it returns removes it. */
  add(listener: () => void): () => void;
  callAll(): void;
  clear(): void;
}

export function createListeners(): Listeners {
  const listeners = new Set<() => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    callAll() {
      for (const listener of listeners) listener();
    },
    clear: () => listeners.clear(),
  };
}
