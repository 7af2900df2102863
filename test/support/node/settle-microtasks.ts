/**
 * Lets everything go on that waits for nothing but memory, for as long as a timer of 0 ms waits.
 */
export function settleMicrotasks(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
