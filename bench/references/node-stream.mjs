// Reference: bare node:http that opens and streams files.
// `node node-stream.mjs <port> <directory>`
import { createReadStream, stat } from 'node:fs';
import { createServer } from 'node:http';

const [port, directory] = process.argv.slice(2);

const server = createServer((request, response) => {
  const path = directory + request.url;
  stat(path, (error, status) => {
    if (error) return response.writeHead(404).end();
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range);
    const [start, end] = range ? [Number(range[1]), Number(range[2])] : [0, status.size - 1];
    const headers = {
      'Content-Type': 'application/octet-stream',
      'Content-Length': end - start + 1,
    };
    if (range) headers['Content-Range'] = `bytes ${start}-${end}/${status.size}`;
    response.writeHead(range ? 206 : 200, headers);
    createReadStream(path, { start, end }).pipe(response);
  });
});
server.listen(Number(port), '127.0.0.1', () => console.log(`listens on ${port}`));
