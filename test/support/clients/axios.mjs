import axios from 'axios';

const url = process.argv[2];

async function send(step, method, address, data) {
  const response = await axios({ method, url: address, data, validateStatus: () => true });
  const { responseUrl } = response.request.res;
  const stored = new URL(response.headers.location ?? responseUrl, address);
  process.stdout.write(
    `${[step, response.status, stored.pathname, String(response.data).trim()].join(' ')}\n`,
  );
  return stored.href;
}

const stored = await send('put', 'put', `${url}/photo.txt`, 'content');
await send('again', 'put', `${url}/photo.txt`, 'content');
await send('get', 'get', stored);
await send('delete', 'delete', stored);
await send('gone', 'get', stored);
