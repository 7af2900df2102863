// The same node on other engines: small uploads that are durable, and reads from the disk.
import { otherHosts } from '../engines.mjs';
import { layFiles } from '../stored-files.mjs';

const fileBytes = 4096;
const files = 20_000;
/** So that all hosts read from the disk. */
const uncached = ['--cache-size', '0'];
const others = otherHosts();
const hasBun = others.some(({ name }) => name === 'Bun.serve');
const goals = hasBun ? [{ of: 'Bun.serve', to: 'cockatiel', ratio: 1.3 }] : [];

/** PUT and GET of 4 KiB on all hosts; nothing is compared where no other engine is installed. */
export const hosts = [
  {
    name: 'PUT 4 KiB on other hosts',
    unit: 'uploads/s',
    goals,
    prepare: (scope) =>
      startAll(scope, (server, { round, seconds }) => {
        const job = { url: server.url, connections: 16, prefix: `/round-${round}`, status: 201 };
        scope.settleDisk();
        return scope.load({ ...job, bodyBytes: fileBytes, seconds });
      }),
  },
  {
    name: 'GET 4 KiB from disk on other hosts',
    unit: 'requests/s',
    goals,
    prepare: (scope) =>
      startAll(scope, async (server, { round, seconds }) => {
        server.lines ??= layFiles(scope.storage(server.port), 'many', files, fileBytes);
        const job = { url: server.url, connections: 32, lines: server.lines, status: 200 };
        const read = { ...job, answerBytes: fileBytes };
        // A node hashes a copy when it reads it for the first time.
        return await scope.load(round === 0 ? { ...read, count: files } : { ...read, seconds });
      }),
  },
];

async function startAll(scope, measure) {
  if (others.length === 0) console.log('without Bun and Deno: neither is installed');
  const contestants = [];
  for (const { name, ...options } of [{ name: 'cockatiel' }, ...others]) {
    const server = await scope.startNode(await scope.freePort(), [], uncached, options);
    contestants.push({
      name,
      servers: () => [server],
      nodes: () => (name === 'cockatiel' ? [server] : []),
      measure: (turn) => measure(server, turn),
    });
  }
  return contestants;
}
