// How long after its 201 an upload is readable on the other node of an idle pair.
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { spread } from '../node-process.mjs';

const fileBytes = 10_240;
const patienceMs = 10_000;

/** The median lag of 100 uploads of 10 KiB, one after the other. */
export const lag = {
  name: 'lag of one upload on an idle pair',
  unit: 'ms',
  lowerIsBetter: true,
  keptDescriptors: 8,
  goals: [{ below: 5 }],
  async prepare(scope) {
    const ports = [await scope.freePort(), await scope.freePort()];
    const pair = [
      await scope.startNode(ports[0], [ports[1]]),
      await scope.startNode(ports[1], [ports[0]]),
    ];
    const uploads = scope.isQuick ? 20 : 100;
    return [
      {
        name: 'cockatiel',
        servers: () => pair,
        nodes: () => pair,
        async measure({ round }) {
          const agent = new Agent({ keepAlive: true });
          const lags = [];
          for (let upload = 0; upload < uploads; upload += 1) {
            lags.push(await measureLag(pair, agent, `/lag-${round}/${upload}`));
          }
          agent.destroy();
          return { operations: uploads, value: spread(lags).median };
        },
      },
    ];
  },
};

async function measureLag([first, second], agent, path) {
  const body = randomBytes(fileBytes);
  const { headers } = await send(agent, 'PUT', `${first.url}${path}`, body);
  const stored = performance.now();
  for (;;) {
    const { statusCode } = await send(agent, 'HEAD', `${second.url}${headers.location}`);
    const passedMs = performance.now() - stored;
    if (statusCode === 200) return passedMs;
    if (passedMs > patienceMs) throw new Error('The upload did not arrive in 10 s.');
  }
}

function send(agent, method, url, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'Content-Length': body.length };
    const outgoing = request(url, { method, headers, agent }, (incoming) => {
      incoming.resume().once('end', () => resolve(incoming));
    });
    outgoing.once('error', reject).end(body);
  });
}
