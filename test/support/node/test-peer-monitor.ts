import { createPeerMonitor } from '../../../lib/replication/peer-monitor.ts';

/** A peer monitor on a clock of the test's own, with what it logs and what it calls back. */
export function createTestMonitor() {
  const logged: string[] = [];
  const clock = { ms: 0 };
  let rewinds = 0;
  let replaced = 0;
  const monitor = createPeerMonitor({
    peerName: 'http://peer',
    clock: { nowMs: () => clock.ms },
    log: {
      error: (message) => void logged.push(`error: ${message}`),
      warn: (message) => void logged.push(`warn: ${message}`),
      debug: () => undefined,
    },
    onReplaced: () => {
      replaced += 1;
    },
    onShared: () => {
      rewinds += 1;
    },
  });
  return { monitor, logged, clock, rewinds: () => rewinds, replaced: () => replaced };
}
