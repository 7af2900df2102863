import { describe, expect, test } from 'vitest';
import { b, c, name, openCountingNode, upload } from '../../support/node/counting-node.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { send } from '../../support/node/send.ts';

describe('/_ui/holders', () => {
  test('has the ids of the nodes that have a file, this one among them', async () => {
    const node = await openCountingNode();
    expect((await upload(node, {}).outcome)[0]).toBe(201);
    node.holders = [b, c];
    const response = await send(node, 'GET', `/_ui/holders/${name}`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ holders: [b, c, node.ctx.config.nodeId] });
  });

  test('has none of a file that nobody has', async () => {
    const stored = `/_ui/holders/d/%C3%A9%20%25_1_${'a'.repeat(40)}.txt`;
    const response = await send(await createTestContext(), 'GET', stored);
    expect(await response.json()).toEqual({ holders: [] });
  });

  test.each(['/_ui/holders/a.txt', '/_ui/holders/_ui', '/_ui/holders'])(
    '%s is a 404: no file has such a name',
    async (path) => {
      expect((await send(await createTestContext(), 'GET', path)).status).toBe(404);
    },
  );

  test('takes the secret of operators', async () => {
    const secrets = { read: [], write: [], cluster: [], operator: ['watching'] };
    const node = await createTestContext({ secrets });
    expect((await send(node, 'GET', `/_ui/holders/${name}`)).status).toBe(401);
    const headers = { Authorization: 'Bearer watching' };
    expect((await send(node, 'GET', `/_ui/holders/${name}`, { headers })).status).toBe(200);
  });

  test('takes any secret where writing takes one: it makes work for the peers', async () => {
    const secrets = { read: [], write: ['writing'], cluster: [], operator: [] };
    const node = await createTestContext({ secrets });
    const path = `/_ui/holders/${name}`;
    expect((await send(node, 'GET', path)).status).toBe(401);
    const headers = { Authorization: 'Bearer writing' };
    expect((await send(node, 'GET', path, { headers })).status).toBe(200);
    expect((await send(node, 'HEAD', path, { headers })).status).toBe(200);
  });
});
