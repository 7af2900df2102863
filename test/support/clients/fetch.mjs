const url = process.argv[2];

async function send(step, method, address, body) {
  const response = await fetch(address, { method, body });
  const text = await response.text();
  const stored = response.headers.get('location') ?? response.url;
  process.stdout.write(
    `${[step, response.status, new URL(stored, address).pathname, text.trim()].join(' ')}\n`,
  );
  return new URL(stored, address).href;
}

const stored = await send('put', 'PUT', `${url}/photo.txt`, 'content');
await send('again', 'PUT', `${url}/photo.txt`, 'content');
await send('get', 'GET', stored);
await send('delete', 'DELETE', stored);
await send('gone', 'GET', stored);
