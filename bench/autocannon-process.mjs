// Runs autocannon once, told what to do by JSON, and prints what it measured as JSON.
// `node autocannon-process.mjs <job>`
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

const job = JSON.parse(process.argv[2]);

/** Requests for content of its own under a name of its own, made when they are sent. */
function uploads() {
  const rest = readFileSync(job.bodyFile);
  const { head, tail } = job.frame ?? { head: '', tail: '' };
  let position = 0;
  const setupRequest = (request) => {
    position += 1;
    const directory = `${job.prefix}/${position % 100}/`;
    const path = job.frame === undefined ? `${directory}${position}.bin` : directory;
    const number = Buffer.from(String(position).padStart(16, '0'));
    const body = Buffer.concat([Buffer.from(head), number, rest, Buffer.from(tail)]);
    return { ...request, path, body };
  };
  return { requests: [{ method: job.method, setupRequest }] };
}

/** Gives every connection its share of the paths, so that together they ask for all of them. */
function reads() {
  const lines = readFileSync(job.linesFile, 'utf8').trimEnd().split('\n');
  let clients = 0;
  return {
    setupClient(client) {
      const mine = clients++;
      const share = lines.filter((_line, index) => index % job.connections === mine);
      client.setRequests(
        share.map((line) => {
          const [path, name, value] = line.split(' ');
          const headers = name === undefined ? job.headers : { ...job.headers, [name]: value };
          return { method: job.method, path, headers };
        }),
      );
    },
  };
}

const limit = job.count === undefined ? { duration: job.seconds } : { amount: job.count };
const began = performance.now();
let ended = began;
const run = autocannon({
  url: job.url,
  connections: job.connections,
  headers: job.headers,
  timeout: 30,
  sampleInt: 100,
  ...limit,
  ...(job.bodyFile === undefined ? reads() : uploads()),
});
run.on('response', () => {
  ended = performance.now();
});
const result = await run;
const operations = result.requests.total;
const expected = result.statusCodeStats[job.status]?.count ?? 0;
const report = {
  beganAtMs: performance.timeOrigin + began,
  operations,
  seconds: (ended - began) / 1000,
  bytes: result.throughput.total,
  p50Ms: result.latency.p50,
  p99Ms: result.latency.p99,
  errors: result.errors + (operations - expected),
};
console.log(JSON.stringify(report));
