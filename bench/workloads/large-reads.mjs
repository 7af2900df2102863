// Reading a large file: whole, for the first time and again, and in parts.
import { layLargeFile } from '../stored-files.mjs';
import { startReaders } from './start-readers.mjs';

const mebibyte = 1024 * 1024;
const fileBytes = 256 * mebibyte;
const rangeBytes = 64 * 1024;

/** GET of 256 MiB, already verified or not, and of parts of it. */
export const largeReads = [
  {
    name: 'GET 256 MiB',
    unit: 'MiB/s',
    isLarge: true,
    goals: [
      { to: 'node-stream', ratio: 1.2 },
      { to: 'nginx', ratio: 0.5 },
    ],
    prepare: (scope) =>
      prepare(
        scope,
        1,
        wholeReader(scope, () => 0),
      ),
  },
  {
    name: 'GET 256 MiB, first reading',
    unit: 'MiB/s',
    isLarge: true,
    goals: [{ to: 'node-stream', ratio: 0.5 }],
    prepare(scope) {
      const names = (scope.rounds + 1) * transfers(scope);
      return prepare(
        scope,
        names,
        wholeReader(scope, (round, transfer) => round * transfers(scope) + transfer),
      );
    },
  },
  {
    name: 'GET 64 KiB ranges of 256 MiB',
    unit: 'requests/s',
    isLarge: true,
    prepare: (scope) => prepare(scope, 1, rangeReader(scope)),
  },
];

function transfers(scope) {
  return scope.isQuick ? 1 : 4;
}

async function prepare(scope, names, read) {
  const port = await scope.freePort();
  const paths = layLargeFile(scope.storage(port), names, fileBytes);
  return await startReaders(scope, port, (server, _isNode, turn) => read(server, paths, turn));
}

function wholeReader(scope, choose) {
  return (server, paths, { round }) => {
    const chosen = Array.from(
      { length: transfers(scope) },
      (_none, transfer) => paths[choose(round, transfer)],
    );
    const job = { method: 'GET', sizeBytes: fileBytes, status: 200 };
    return scope.transfer({ url: server.url, paths: chosen, ...job });
  };
}

function rangeReader(scope) {
  // The same places of the file for each server, spread evenly and asked for out of order.
  const parts = fileBytes / rangeBytes;
  const starts = Array.from(
    { length: parts },
    (_none, index) => ((index * 1021) % parts) * rangeBytes,
  );
  return (server, [path], { seconds }) => {
    const lines = starts.map((start) => `${path} Range bytes=${start}-${start + rangeBytes - 1}`);
    const job = { connections: 32, lines, answerBytes: rangeBytes, status: 206 };
    return scope.load({ url: server.url, seconds, ...job });
  };
}
