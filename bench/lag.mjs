// Replication lag: how long after its 201 a 10 KiB upload is readable on the other node of an idle
// pair. `node bench/lag.mjs [uploads]`
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, spread, startNode } from './node-process.mjs';

const uploads = Number(process.argv[2] ?? 200);
const directory = mkdtempSync(join(tmpdir(), 'cockatiel-lag-'));
const ports = [await freePort(), await freePort()];
const first = await startNode(directory, ports[0], [ports[1]]);
const second = await startNode(directory, ports[1], [ports[0]]);
const agent = new Agent({ keepAlive: true });

function send(method, url, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'Content-Length': body.length };
    const outgoing = request(url, { method, headers, agent }, (incoming) => {
      incoming.resume().once('end', () => resolve(incoming));
    });
    outgoing.once('error', reject).end(body);
  });
}

const lags = [];
for (let upload = 0; upload < uploads; upload += 1) {
  const { headers } = await send('PUT', `${first.url}/lag/${upload}`, randomBytes(10_240));
  const stored = performance.now();
  for (;;) {
    const { statusCode } = await send('HEAD', `${second.url}${headers.location}`);
    if (statusCode === 200) break;
    if (performance.now() - stored > 10_000) throw new Error('The upload did not arrive in 10 s.');
  }
  lags.push(performance.now() - stored);
}

const { min, median, max } = spread(lags);
console.log(`lag of ${uploads} uploads of 10 KiB, in ms, from the 201 to a 200 on the other node`);
console.log(`min ${min.toFixed(1)}  median ${median.toFixed(1)}  max ${max.toFixed(1)}`);
agent.destroy();
await Promise.all([first.stop(), second.stop()]);
rmSync(directory, { recursive: true });
