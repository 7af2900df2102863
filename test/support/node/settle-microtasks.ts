/**
 * Lets everything continue that waits for nothing but memory, until a timer of 0 ms fires.
 */
export function settleMicrotasks(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
