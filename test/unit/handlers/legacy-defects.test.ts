import { describe, expect, test } from 'vitest';
import { diskImage } from '../../support/disk/disk-image.ts';
import { bodyStream } from '../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { pending } from '../../support/node/pending.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

// The numbers are those of the list of the Python version's defects.

const body = 'hello world';
const h = sha1Of(body);
const now = 1_700_000_000;
const path = `/a_${now}_${h}.txt`;
const peerUrls = ['http://peer'];

function failOnce(node: TestContext, disk: 'storageDisk' | 'queueDisk', operation: string): void {
  let isDue = true;
  node[disk].intercept = (call) => {
    if (call.operation !== operation || !isDue) return;
    isDue = false;
    throw Object.assign(new Error('fault'), { code: 'EIO' });
  };
}

async function statusOf(
  node: TestContext,
  method: string,
  target: string,
  headers = {},
): Promise<number> {
  const sent = method === 'PUT' ? { headers, body } : { headers };
  return (await send(node, method, target, sent)).status;
}

describe('U1: no name leads out of the storage directory', () => {
  test.each([
    ['//etc/passwd'],
    ['/..%2f..%2fetc%2fpasswd'],
    ['/a/..%2f..%2fb'],
    ['/..%5c..%5cb'],
    [`/..%2fa_1_${h}`],
    [`//tmp/a_1_${h}`],
  ])('%s', async (target) => {
    const node = await createTestContext();
    const before = diskImage(node);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect(await statusOf(node, method, target)).toBe(400);
      expect(await statusOf(node, method, target, peerHeaders)).toBe(400);
    }
    expect(diskImage(node)).toEqual(before);
  });

  test('nor does one that the Python version logged', async () => {
    const first = await createTestContext();
    first.queueDisk.write('deletion.log', `../a_1_${h}\n/tmp/b_1_${h}\nc_1_${h}\n`);
    first.storageDisk.write(`c_1_${h}`, 'content');
    const removed: string[] = [];
    first.storageDisk.intercept = ({ operation, path: at }) => {
      if (operation === 'remove') removed.push(at);
    };
    first.queueDisk.wipe('journal');
    await first.restartAfterKill();
    expect(removed).toEqual([`c_1_${h}`]);
  });
});

test('U2: a file gets its name only when it is complete', async () => {
  const node = await createTestContext();
  const seen: (readonly string[])[] = [];
  const look = (): void => {
    seen.push(node.storageDisk.paths().filter((at) => !at.startsWith('.cockatiel/')));
  };
  const arriving = bodyStream(look, 'hello', look, ' world', look);
  const response = await send(node, 'PUT', '/a.txt', { body: arriving });
  expect(response.status).toBe(201);
  expect(seen).toEqual([[], [], []]);
});

test('U2: an upload cut short by a crash is no file after it', async () => {
  const node = await createTestContext();
  const dying = bodyStream('hello', () => node.storageDisk.crash());
  expect((await send(node, 'PUT', '/a.txt', { body: dying })).status).toBe(500);
  const next = await node.restartAfterCrash();
  expect(next.storageDisk.paths()).toEqual([]);
  expect((await send(next, 'PUT', '/a.txt', { body })).status).toBe(201);
});

test.each(['write', 'sync'])(
  "U3: an upload that can't be recorded, for a fault at %s, is not stored",
  async (operation) => {
    const node = await createTestContext({ config: { peerUrls } });
    node.queueDisk.intercept = (call) => {
      if (call.operation === operation) throw Object.assign(new Error('fault'), { code: 'EIO' });
    };
    expect(await statusOf(node, 'PUT', '/a.txt')).toBe(500);
    expect(node.storageDisk.paths()).toEqual([]);
  },
);

test('U3: a file that was put there by hand is pending for the peers once it is uploaded', async () => {
  const node = await createTestContext({ config: { peerUrls } });
  node.storageDisk.write(path.slice(1), body);
  expect(await statusOf(node, 'PUT', path, peerHeaders)).toBe(302);
  expect(pending(node)).toBe(1);
});

test('U5: a deletion that was not recorded has not happened', async () => {
  const node = await createTestContext();
  await send(node, 'PUT', '/a.txt', { body });
  node.queueDisk.intercept = ({ operation }) => {
    if (operation === 'sync') throw Object.assign(new Error('fault'), { code: 'EIO' });
  };
  expect(await statusOf(node, 'DELETE', path)).toBe(500);
  expect(await statusOf(node, 'GET', path)).toBe(200);
});

test('U5: a torn last line of the deletion log does not merge with the next', async () => {
  const first = await createTestContext();
  first.queueDisk.write('deletion.log', `a_1_${h}\nb_1_`);
  const node = await first.restart();
  expect(await statusOf(node, 'DELETE', `/c_1_${h}`)).toBe(404);
  const next = await node.restartAfterCrash();
  for (const name of [`a_1_${h}`, `c_1_${h}`]) {
    expect(await statusOf(next, 'PUT', `/${name}`, peerHeaders)).toBe(409);
  }
});

test('U6: a deletion that broke off in the middle is not undone by a peer', async () => {
  const node = await createTestContext();
  await send(node, 'PUT', '/a.txt', { body });
  failOnce(node, 'storageDisk', 'remove');
  expect(await statusOf(node, 'DELETE', path)).toBe(500);
  const next = await node.restartAfterCrash();
  expect(await statusOf(next, 'PUT', path, peerHeaders)).toBe(409);
  expect(await statusOf(next, 'GET', path)).toBe(404);
});

test('U7: a client needs no User-Agent', async () => {
  const node = await createTestContext();
  expect(await statusOf(node, 'PUT', '/a.txt')).toBe(201);
  expect(await statusOf(node, 'DELETE', path)).toBe(200);
});

test("U7: a client that calls itself a peer can't give a file another hash", async () => {
  const node = await createTestContext();
  expect(await statusOf(node, 'PUT', `/a_1_${sha1Of('other')}`, peerHeaders)).toBe(400);
});

test('U8: If-None-Match is compared, not assumed, and tags are quoted', async () => {
  const node = await createTestContext();
  await send(node, 'PUT', '/a.txt', { body });
  expect(await statusOf(node, 'GET', path, { 'If-None-Match': '"other"' })).toBe(200);
  expect(await statusOf(node, 'GET', path, { 'If-None-Match': `"${h}"` })).toBe(304);
  expect((await send(node, 'GET', path)).headers.get('etag')).toBe(`"${h}"`);
});

test.each([['/a'], ['/a_b'], ['/a_b_c'], [`/a_${h}`], ['/a_1_2.txt']])(
  'U9: a name without a complete stamp gets a response: %s',
  async (target) => {
    const node = await createTestContext();
    expect(await statusOf(node, 'GET', target)).toBe(404);
    expect(await statusOf(node, 'DELETE', target)).toBe(404);
    expect(await statusOf(node, 'PUT', target, peerHeaders)).toBe(400);
    expect(await statusOf(node, 'PUT', target)).toBe(201);
  },
);

test('U11: an incomplete copy is replaced, not acknowledged', async () => {
  const node = await createTestContext();
  for (const part of ['', 'hello', 'hello wxrld', 'hello world and more']) {
    node.storageDisk.write(path.slice(1), part);
    expect(await statusOf(node, 'PUT', path, peerHeaders)).toBe(201);
    expect(await (await send(node, 'GET', path)).text()).toBe(body);
  }
});

test('U11: a copy that a crash left half stored is acknowledged once it is durable', async () => {
  const node = await createTestContext({ config: { peerUrls } });
  node.storageDisk.intercept = ({ operation }) => {
    if (operation === 'syncDirectory') node.storageDisk.kill();
  };
  expect(await statusOf(node, 'PUT', path, peerHeaders)).toBe(500);
  node.storageDisk.intercept = () => undefined;
  const second = await node.restartAfterKill();
  expect(second.storageDisk.paths()).toEqual([path.slice(1)]);
  expect(await statusOf(second, 'PUT', path, peerHeaders)).toBe(302);
  const third = await second.restartAfterCrash();
  expect(await statusOf(third, 'GET', path)).toBe(200);
});
