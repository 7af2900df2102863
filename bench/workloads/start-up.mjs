// A node that has just started and has nothing to do.
import { setTimeout as pause } from 'node:timers/promises';

/** Time until a node listens, and memory it has when it is idle. */
export const startUp = [
  {
    name: 'start-up',
    unit: 'ms',
    lowerIsBetter: true,
    goals: [{ below: 400 }],
    rounds: ({ isQuick }) => (isQuick ? 4 : 9),
    prepare: (scope) => prepare(scope, 0, (server) => server.startMs),
  },
  {
    name: 'idle memory',
    unit: 'MiB',
    lowerIsBetter: true,
    hasNoWarmUp: true,
    goals: [{ below: 70 }],
    rounds: ({ isQuick }) => (isQuick ? 1 : 3),
    prepare: (scope) => prepare(scope, 1000, (server) => server.rssMiB()),
  },
];

async function prepare(scope, waitMs, read) {
  const empty = scope.makeDirectory('empty');
  const port = await scope.freePort();
  const starts = {
    cockatiel: () => scope.startNode(port),
    'node-memory': () => scope.startReference('node-memory', empty),
  };
  return Object.entries(starts).map(([name, start]) => ({
    name,
    servers: () => [],
    nodes: () => [],
    async measure() {
      const server = await start();
      await pause(waitMs);
      const value = read(server);
      await scope.stop(server);
      return { operations: 1, value };
    },
  }));
}
