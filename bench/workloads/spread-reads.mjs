// Small files that are too many to be hot.
import { layFiles } from '../stored-files.mjs';
import { startReaders } from './start-readers.mjs';

const fileBytes = 10_240;

/** GET of 10 KiB files, each in its turn out of 20,000. */
export const spreadReads = {
  name: 'GET 10 KiB spread over 20,000 files',
  unit: 'requests/s',
  goals: [
    { to: 'node-stream', ratio: 2 },
    { to: 'nginx', ratio: 0.4 },
  ],
  async prepare(scope) {
    const port = await scope.freePort();
    const lines = layFiles(scope.storage(port), 'many', 20_000, fileBytes);
    return await startReaders(scope, port, async ({ url }, isNode, { round, seconds }) => {
      const job = { url, connections: 32, lines, answerBytes: fileBytes, status: 200 };
      // A node hashes a copy when it reads it for the first time: here every copy has been read.
      const isFirst = round === 0 && isNode;
      return await scope.load(isFirst ? { ...job, count: lines.length } : { ...job, seconds });
    });
  },
};
