// Sends or fetches large files one after the other, each on a connection of its own, told what to
// do by JSON, and prints what it measured as JSON. No load generator streams 256 MiB: they hold an
// upload whole in memory. With `PATCH` each is an upload by tus, whose path is that of `/_tus/`.
// `node transfer-process.mjs <job>`
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const { url, method, paths, sizeBytes, status } = JSON.parse(process.argv[2]);
const { host, hostname, port } = new URL(url);
const block = randomBytes(1024 * 1024);
const latencies = [];

/** Reads one answer and resolves with how many bytes its body had. */
function readAnswer(socket) {
  let head = '';
  let [expected, received] = [Number.POSITIVE_INFINITY, 0];
  return {
    accept(bytes, resolve) {
      if (expected === Number.POSITIVE_INFINITY) {
        const before = head.length;
        head += bytes.latin1Slice();
        const end = head.indexOf('\r\n\r\n');
        if (end === -1) return;
        if (!head.startsWith(`HTTP/1.1 ${status}`)) throw new Error(head.slice(0, end));
        expected = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
        received = before + bytes.length - end - 4;
      } else received += bytes.length;
      if (received < expected) return;
      socket.destroy();
      resolve(received);
    },
  };
}

/** Writes a body block by block, no faster than it is taken. The first bytes are its own. */
async function writeBody(socket) {
  randomBytes(16).copy(block);
  for (let sent = 0; sent < sizeBytes; sent += block.length) {
    if (socket.destroyed) return;
    if (!socket.write(block)) await new Promise((resolve) => socket.once('drain', resolve));
  }
}

/** Begins an upload by tus, and resolves with its path. */
async function begin(path) {
  const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Length': String(sizeBytes) };
  const response = await fetch(url + path, { method: 'POST', headers });
  return response.headers.get('location');
}

const lengthHeader = `Content-Length: ${sizeBytes}\r\n`;
const headersOf = {
  GET: '',
  PUT: lengthHeader,
  PATCH:
    `${lengthHeader}Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n` +
    'Content-Type: application/offset+octet-stream\r\n',
};

async function transfer(place) {
  const began = performance.now();
  const path = method === 'PATCH' ? await begin(place) : place;
  const bodyBytes = await new Promise((resolve, reject) => {
    let answer;
    const onread = {
      buffer: Buffer.allocUnsafe(1024 * 1024),
      callback(count, buffer) {
        try {
          answer.accept(buffer.subarray(0, count), resolve);
        } catch (error) {
          reject(error);
        }
        return true;
      },
    };
    const socket = connect({ port: Number(port), host: hostname, onread });
    answer = readAnswer(socket);
    socket.once('error', reject).once('end', () => reject(new Error('The answer was cut short.')));
    socket.write(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${headersOf[method]}\r\n`);
    if (method !== 'GET') writeBody(socket).catch(reject);
  });
  if (method === 'GET' && bodyBytes !== sizeBytes) throw new Error(`The body has ${bodyBytes}.`);
  latencies.push(performance.now() - began);
}

const began = performance.now();
for (const path of paths) await transfer(path);
const seconds = (performance.now() - began) / 1000;
latencies.sort((one, other) => one - other);
const report = {
  operations: paths.length,
  seconds,
  value: (paths.length * sizeBytes) / 1024 / 1024 / seconds,
  p50Ms: latencies[latencies.length >> 1],
  p99Ms: latencies.at(-1),
};
console.log(JSON.stringify(report));
