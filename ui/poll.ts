const intervalMs = 2000;

/**
 * Repeats some work, a while after it has ended, as long as the tab can be seen and the work says
 * that it should. Returns what makes it happen now, and what ends it. The work must not reject.
 */
export function poll(work: () => Promise<boolean>): { now: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;
  let isWantedAgain = false;
  let isStopped = false;

  async function run(): Promise<void> {
    if (isRunning || isStopped) return;
    isRunning = true;
    clearTimeout(timer);
    const isToBeRepeated = await work();
    isRunning = false;
    if (isWantedAgain) now();
    else if (isToBeRepeated && !document.hidden && !isStopped) timer = setTimeout(run, intervalMs);
  }

  /** What runs already may not know of what has changed. */
  function now(): void {
    isWantedAgain = isRunning;
    void run();
  }

  function onVisibility(): void {
    if (document.hidden) clearTimeout(timer);
    else void run();
  }

  document.addEventListener('visibilitychange', onVisibility);
  void run();
  return {
    now,
    stop() {
      isStopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    },
  };
}
