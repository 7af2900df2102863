// Sends HEAD requests for a while, or a number of them, told what to do by JSON, and prints what it
// measured as JSON. wrk and autocannon wait for the body that an answer to HEAD announces and does
// not have. `node head-process.mjs <job>`
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const { url, linesFile, connections, seconds, count, status } = JSON.parse(process.argv[2]);
const { host, hostname, port } = new URL(url);
const requests = readFileSync(linesFile, 'utf8')
  .trimEnd()
  .split('\n')
  .map((path) => Buffer.from(`HEAD ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`));
const statusLine = Buffer.from(`HTTP/1.1 ${status}`);
const headEnd = Buffer.from('\r\n\r\n');
const latencies = [];
let [position, bytes, errors, isOver] = [0, 0, 0, false];

/** One connection: the next request goes out when an answer is whole. */
function run() {
  const socket = connect(Number(port), hostname).setNoDelay();
  let [sentAt, pending] = [0, undefined];
  const send = () => {
    if (position === count) return socket.destroy();
    sentAt = performance.now();
    socket.write(requests[position++ % requests.length]);
  };
  socket.once('connect', send).once('error', () => errors++);
  socket.on('data', (chunk) => {
    bytes += chunk.length;
    const answer = pending === undefined ? chunk : Buffer.concat([pending, chunk]);
    const isWhole = answer.indexOf(headEnd) === answer.length - headEnd.length;
    pending = isWhole ? undefined : answer;
    if (!isWhole || isOver) return;
    if (answer.compare(statusLine, 0, statusLine.length, 0, statusLine.length) !== 0) errors += 1;
    latencies.push(performance.now() - sentAt);
    send();
  });
  return new Promise((resolve) => {
    socket.once('close', resolve);
    if (count !== undefined) return;
    setTimeout(() => {
      isOver = true;
      socket.destroy();
    }, seconds * 1000);
  });
}

const began = performance.now();
await Promise.all(Array.from({ length: connections }, run));
const operations = latencies.length;
const sorted = Float64Array.from(latencies).sort();
const report = {
  operations,
  seconds: (performance.now() - began) / 1000,
  bytes,
  p50Ms: sorted[Math.floor(operations * 0.5)],
  p99Ms: sorted[Math.floor(operations * 0.99)],
  errors,
};
console.log(JSON.stringify(report));
