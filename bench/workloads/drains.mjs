// A peer that was away comes back, and gets what it missed.
import { untilReplicated } from '../until-replicated.mjs';

const mebibyte = 1024 * 1024;
const share = 1000;

/**
 * 10,000 files of 10 KiB, and 4 of 256 MiB, sent to a peer that was down. A quick run sends 2,000,
 * and 2 of 64 MiB.
 */
export const drains = [
  {
    name: 'drain of small files',
    unit: 'files/s',
    keptDescriptors: 16,
    hasNoWarmUp: true,
    rounds: ({ isQuick }) => (isQuick ? 1 : 3),
    goals: [
      { atLeast: 3000 },
      { to: 'direct PUT to the receiver', ratio: 0.7 },
      { of: 'last thousand', to: 'first thousand', ratio: 0.9 },
    ],
    prepare: prepareSmall,
  },
  {
    name: 'drain of large files',
    unit: 'MiB/s',
    isLarge: true,
    keptDescriptors: 16,
    hasNoWarmUp: true,
    rounds: ({ isQuick }) => (isQuick ? 1 : 2),
    prepare: prepareLarge,
  },
];

/** Starts a sender whose peer is down, fills its queue, and lets the two meet. */
async function openPair(scope) {
  const ports = [await scope.freePort(), await scope.freePort()];
  const pair = { sender: undefined, receiver: undefined };
  return {
    pair,
    async drain(fill) {
      if (pair.sender !== undefined) await scope.stop(pair.sender);
      if (pair.receiver !== undefined) await scope.stop(pair.receiver);
      pair.sender = await scope.startNode(ports[0], [ports[1]]);
      await fill(pair.sender);
      await scope.stop(pair.sender);
      scope.settleDisk();
      pair.receiver = await scope.startNode(ports[1]);
      // A sender that has just started does not wait before it tries.
      pair.sender = await scope.startNode(ports[0], [ports[1]]);
      const cpuMs = () => pair.sender.cpuMs() + pair.receiver.cpuMs();
      const before = cpuMs();
      const seen = await untilReplicated(pair.sender, 20);
      return { seen, cpuMs: cpuMs() - before };
    },
  };
}

function contestant(name, pair, measure) {
  const nodes = () => [pair.sender, pair.receiver].filter((node) => node !== undefined);
  return { name, servers: nodes, nodes, measure };
}

async function prepareSmall(scope) {
  const count = scope.isQuick ? 2000 : 10_000;
  const { pair, drain } = await openPair(scope);
  let seen = [];
  const job = { connections: 16, bodyBytes: 10_240, status: 201 };
  const measure = async ({ round }) => {
    const prefix = `/queued-${round}`;
    const drained = await drain(({ url }) => scope.load({ url, prefix, count, ...job }));
    seen = drained.seen;
    return { ...rateOf(seen, seen[0].length, 0), cpuMs: drained.cpuMs };
  };
  const direct = ({ round }) =>
    scope.load({ url: pair.receiver.url, prefix: `/direct-${round}`, count: count / 5, ...job });
  const first = () => rateOf(seen, seen[0].length, seen[0].length - share);
  return [
    contestant('cockatiel', pair, measure),
    contestant('direct PUT to the receiver', pair, direct),
    { name: 'first thousand', servers: () => [], nodes: () => [], measure: first },
    {
      name: 'last thousand',
      servers: () => [],
      nodes: () => [],
      measure: () => rateOf(seen, share, 0),
    },
  ];
}

/** How fast a queue went from one length to another, between the lengths that were seen. */
function rateOf(seen, from, to) {
  const timeAt = (length) => {
    const after = seen.findIndex((one) => one.length <= length);
    if (after === 0) return seen[0].atMs;
    const [before, next] = [seen[after - 1], seen[after]];
    const part = (before.length - length) / (before.length - next.length);
    return before.atMs + part * (next.atMs - before.atMs);
  };
  return { operations: from - to, value: ((from - to) * 1000) / (timeAt(to) - timeAt(from)) };
}

async function prepareLarge(scope) {
  const { pair, drain } = await openPair(scope);
  const count = scope.isQuick ? 2 : 4;
  const fileMiB = scope.isQuick ? 64 : 256;
  const job = { method: 'PUT', sizeBytes: fileMiB * mebibyte, status: 201 };
  const measure = async ({ round }) => {
    const paths = Array.from({ length: count }, (_none, index) => `/queued-${round}/${index}.bin`);
    const { seen, cpuMs } = await drain(({ url }) => scope.transfer({ url, paths, ...job }));
    const seconds = (seen.at(-1).atMs - seen[0].atMs) / 1000;
    return { operations: count, cpuMs, value: (count * fileMiB) / seconds };
  };
  const direct = ({ round }) => {
    scope.settleDisk();
    const paths = [`/direct-${round}.bin`];
    return scope.transfer({ url: pair.receiver.url, paths, ...job });
  };
  return [
    contestant('cockatiel', pair, measure),
    contestant('direct PUT to the receiver', pair, direct),
  ];
}
