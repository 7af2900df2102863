// The same thousand small files, asked for again and again.
import { layFiles } from '../stored-files.mjs';

const fileBytes = 10_240;

/** GET, HEAD and a conditional GET of 1,000 files of 10 KiB. */
export const hotReads = [
  hotRead('GET 10 KiB hot', 0.9, { status: 200, answerBytes: fileBytes }),
  hotRead('HEAD', 0.6, { method: 'HEAD', status: 200 }),
  hotRead('304', 0.6, { status: 304 }),
];

function hotRead(name, ratio, job) {
  return {
    name,
    unit: 'requests/s',
    goals: [{ to: 'node-memory', ratio }],
    async prepare(scope) {
      const port = await scope.freePort();
      const storage = scope.storage(port);
      const paths = layFiles(storage, 'hot', 1000, fileBytes);
      const node = await scope.startNode(port);
      const servers = [node, await scope.startReference('node-memory', storage)];
      if (scope.withNginx) servers.push(await scope.startReference('nginx', storage));
      const linesFor = (server) =>
        job.status === 304 ? paths.map((path) => askForChange(path, server.name)) : paths;
      return servers.map((server) => ({
        name: server.name,
        servers: () => [server],
        nodes: () => (server === node ? [node] : []),
        measure: ({ seconds }) =>
          scope.load({
            url: server.url,
            connections: 32,
            lines: linesFor(server),
            seconds,
            ...job,
          }),
      }));
    },
  };
}

/** Adds the tag that a client of the server would send; nginx makes its tags of other things. */
function askForChange(path, name) {
  const tag = name === 'nginx' ? '*' : `"${/_([0-9a-f]{40})\.bin$/.exec(path)[1]}"`;
  return `${path} If-None-Match ${tag}`;
}
