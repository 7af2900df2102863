// Clients that keep their connections and ask for nothing more.
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { layFiles } from '../stored-files.mjs';

const connections = 5000;
const fileBytes = 10_240;
const restMs = 2000;

/** Memory of a node with 5,000 connections, each of which has had a file of 10 KiB. */
export const idleConnections = {
  name: 'memory with 5,000 idle connections',
  unit: 'MiB',
  lowerIsBetter: true,
  hasNoWarmUp: true,
  goals: [{ below: 250 }],
  rounds: ({ isQuick }) => (isQuick ? 1 : 3),
  async prepare(scope) {
    const port = await scope.freePort();
    const [path] = layFiles(scope.storage(port), 'hot', 1, fileBytes);
    return [
      {
        name: 'cockatiel',
        servers: () => [],
        nodes: () => [],
        async measure() {
          const node = await scope.startNode(port, [], ['--max-connections', '6000']);
          const sockets = [];
          // One after the other: the system would not keep all of them waiting.
          for (let index = 0; index < connections; index += 1) {
            sockets.push(await openAndRead(port, path));
          }
          await pause(restMs);
          const open = sockets.filter((socket) => !socket.destroyed).length;
          if (open < connections) throw new Error(`Only ${open} connections are open.`);
          const value = node.rssMiB();
          for (const socket of sockets) socket.destroy();
          await scope.stop(node);
          return { operations: 1, value };
        },
      },
    ];
  },
};

/** A connection on which one whole response has come. */
async function openAndRead(port, path) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
  let received = 0;
  while (received < fileBytes) {
    const [chunk] = await once(socket, 'data');
    received += chunk.length;
  }
  return socket.pause();
}
