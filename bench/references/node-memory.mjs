// Reference: bare node:http that answers from memory. `node node-memory.mjs <port> <directory>`
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [port, directory] = process.argv.slice(2);
const files = new Map();
for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.bin')) continue;
  const path = join(entry.parentPath, entry.name);
  files.set(path.slice(directory.length), readFileSync(path));
}

const server = createServer((request, response) => {
  const body = files.get(request.url);
  if (body === undefined) return response.writeHead(404).end();
  if (request.headers['if-none-match'] !== undefined) return response.writeHead(304).end();
  const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': body.length };
  response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : body);
});
server.listen(Number(port), '127.0.0.1', () => console.log(`listens on ${port}`));
