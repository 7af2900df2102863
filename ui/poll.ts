const intervalMs = 2000;

/**
 * Repeats some work, a while after it has ended, as long as the tab can be seen. Returns what makes
 * it happen now, and what ends it.
 */
export function poll(work: () => Promise<void>): { now: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;
  let isStopped = false;

  async function run(): Promise<void> {
    if (isRunning || isStopped) return;
    isRunning = true;
    clearTimeout(timer);
    await work();
    isRunning = false;
    if (!document.hidden && !isStopped) timer = setTimeout(run, intervalMs);
  }

  function onVisibility(): void {
    if (document.hidden) clearTimeout(timer);
    else void run();
  }

  document.addEventListener('visibilitychange', onVisibility);
  void run();
  return {
    now: () => void run(),
    stop() {
      isStopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    },
  };
}
