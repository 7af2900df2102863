import { request } from 'node:http';
import { text } from 'node:stream/consumers';

const url = process.argv[2];

async function send(step, method, address, body = '') {
  const response = await new Promise((resolve, reject) => {
    request(address, { method }, resolve).on('error', reject).end(body);
  });
  const content = await text(response);
  const stored = new URL(response.headers.location ?? address, address);
  process.stdout.write(
    `${[step, response.statusCode, stored.pathname, content.trim()].join(' ')}\n`,
  );
  return stored.href;
}

const stored = await send('put', 'PUT', `${url}/photo.txt`, 'content');
await send('again', 'PUT', `${url}/photo.txt`, 'content');
await send('get', 'GET', stored);
await send('delete', 'DELETE', stored);
await send('gone', 'GET', stored);
