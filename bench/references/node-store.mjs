// Reference: bare node:http that stores and deletes files, without a hash, a journal or a check.
// `node node-store.mjs <port> <directory> [--no-fsync]`
import { close, fsync, mkdir, open, rename, unlink, write } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const [port, directory, flag] = process.argv.slice(2);
const withSyncs = flag !== '--no-fsync';
const disk = Object.fromEntries(
  Object.entries({ close, fsync, mkdir, open, rename, unlink, write }).map(([name, call]) => [
    name,
    promisify(call),
  ]),
);
const made = new Set();
let uploads = 0;

async function syncDirectory(path) {
  if (!withSyncs) return;
  const descriptor = await disk.open(path);
  await disk.fsync(descriptor);
  await disk.close(descriptor);
}

async function store(request, path) {
  const parent = dirname(path);
  if (!made.has(parent)) {
    await disk.mkdir(parent, { recursive: true });
    made.add(parent);
  }
  const staged = join(directory, `upload-${uploads++}`);
  const descriptor = await disk.open(staged, 'wx');
  try {
    for await (const chunk of request) await disk.write(descriptor, chunk);
    if (withSyncs) await disk.fsync(descriptor);
  } finally {
    await disk.close(descriptor);
  }
  await disk.rename(staged, path);
  await syncDirectory(parent);
}

async function answer(request, response) {
  const path = directory + request.url;
  if (request.method === 'DELETE') {
    await disk.unlink(path);
    await syncDirectory(dirname(path));
    response.writeHead(200, { 'Content-Length': 0 }).end();
  } else {
    await store(request, path);
    response.writeHead(201, { 'Content-Length': 0 }).end();
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => response.writeHead(500).end(error.message));
});
server.listen(Number(port), '127.0.0.1', () => console.log(`listens on ${port}`));
