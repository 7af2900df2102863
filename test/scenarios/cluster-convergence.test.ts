import { describe, expect, it } from 'vitest';
import { createMemoryCluster } from '../support/node/memory-cluster.ts';
import type { MemoryCluster } from '../support/node/memory-cluster-options.ts';
import { nameAt } from '../support/node/name-at.ts';
import { createSeededRandom } from '../support/node/seeded-random.ts';
import { send } from '../support/node/send.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

const mesh = { a: ['b', 'c'], b: ['a', 'c'], c: ['a', 'b'] };
const ids = ['a', 'b', 'c'];

async function put(cluster: MemoryCluster, id: string, body: string, path = body): Promise<string> {
  const response = await send(cluster.node(id), 'PUT', `/${path}`, { body });
  return (response.headers.get('location') as string).slice(1);
}

describe('a cluster', () => {
  it('of two sends an upload with one request, and sends nothing back', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['a'] } });
    await put(cluster, 'a', 'warm');
    await put(cluster, 'b', 'warm too');
    await cluster.settle();
    cluster.requests.length = 0;
    await put(cluster, 'a', 'file');
    await cluster.settle();
    expect(cluster.requests).toMatchObject([{ from: 'a', to: 'b', method: 'PUT', status: 201 }]);
  });

  it('that is a chain brings everything to both ends', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['a', 'c'], c: ['b'] } });
    const names = [await put(cluster, 'a', 'first'), await put(cluster, 'c', 'last')];
    await cluster.settle();
    expect(cluster.stored('c')).toEqual([...names].sort());
    expect(cluster.stored('a')).toEqual([...names].sort());
    expect((await send(cluster.node('c'), 'DELETE', `/${names[0]}`)).status).toBe(200);
    await cluster.settle();
    expect(cluster.stored('a')).toEqual([names[1]]);
  });

  it('whose direct link is cut forwards, and sends nothing again once the link is back', async () => {
    const cluster = await createMemoryCluster({ peers: mesh });
    cluster.cut('a', 'c');
    const name = await put(cluster, 'a', 'file');
    await cluster.turn();
    await cluster.turn();
    expect(cluster.stored('c')).toEqual([name]);
    cluster.heal();
    await cluster.settle();
    expect(cluster.requests.filter(({ hasBody }) => hasBody)).toHaveLength(2);
  });

  it('with a legacy node converges, and a HEAD precedes each forwarded body', async () => {
    const cluster = await createMemoryCluster({ peers: mesh, legacyNodes: ['c'] });
    const names = [await put(cluster, 'a', 'new'), await put(cluster, 'c', 'old')];
    await cluster.settle();
    for (const id of ids) expect(cluster.stored(id)).toEqual([...names].sort());
    const toLegacy = cluster.requests.filter(
      ({ to, name, hasBody }) => to === 'c' && name === names[0] && hasBody,
    );
    expect(toLegacy).toHaveLength(1);
    expect(cluster.requests.map(({ method }) => method)).toContain('HEAD');
  });

  it('that loses responses does everything once', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['a'] } });
    let losses = 3;
    cluster.lossOf = () => {
      losses -= 1;
      return losses >= 0 ? 'reply' : undefined;
    };
    const name = await put(cluster, 'a', 'file');
    await cluster.settle();
    expect(cluster.stored('b')).toEqual([name]);
    expect(cluster.requests.filter(({ hasBody }) => hasBody)).toHaveLength(1);
  });

  it.each([
    ['photo', false],
    ['thumb', true],
  ])(
    'brings 300 photos and the thumbs below their names to both nodes, %s first',
    async (_, isThumb) => {
      const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['a'] } });
      const names: string[] = [];
      for (let count = 0; count < 300; count += 1) {
        const seconds = cluster.node('a').clock.ms / 1000;
        const photo = `photo_${seconds}_${sha1Of(`photo ${count}`)}.jpg`;
        const uploads = [
          () => put(cluster, 'a', `photo ${count}`, 'photo.jpg'),
          () => put(cluster, 'b', `thumb ${count}`, `${photo}/thumb.jpg`),
        ];
        for (const upload of isThumb ? uploads.reverse() : uploads) names.push(await upload());
        if (count % 7 === 0) await cluster.turn();
      }
      await cluster.settle();
      for (const id of ['a', 'b']) {
        expect(cluster.stored(id).map(nameAt).sort()).toEqual([...names].sort());
      }
      expect(cluster.requests.map(({ status }) => status)).not.toContain(409);
    },
  );

  it.each(Array.from({ length: 30 }, (_, seed) => [seed]))(
    'converges whatever faults it met, with seed %i',
    async (seed) => {
      const random = createSeededRandom(seed);
      const cluster = await createMemoryCluster({ peers: mesh });
      const names: string[] = [];
      const deleted = new Set<string>();
      for (let round = 0; round < 25; round += 1) {
        cluster.lossOf = () => (random.chance(0.3) ? random.pick(['request', 'reply']) : undefined);
        const id = random.pick(ids) as string;
        const name = random.pick(names);
        if (random.chance(0.15)) cluster.cut(...(random.shuffle(ids) as [string, string]));
        if (random.chance(0.15)) cluster.heal();
        if (name !== undefined && random.chance(0.3)) {
          await send(cluster.node(id), 'DELETE', `/${name}`);
          deleted.add(name);
        } else names.push(await put(cluster, id, `dir/${round}`));
        if (random.chance(0.5)) await cluster.turn();
        if (random.chance(0.2)) await cluster.node(id).cluster.save();
        if (random.chance(0.2)) {
          const how = random.pick(['restart', 'restartAfterKill', 'restartAfterCrash'] as const);
          await cluster.restart(id, how as 'restart');
        }
        if (random.chance(0.2)) cluster.node(id).clock.ms += random.below(100_000) - 50_000;
      }
      cluster.heal();
      await cluster.settle();
      const live = names.filter((name) => !deleted.has(name)).sort();
      for (const id of ids) expect(cluster.stored(id)).toEqual(live);
    },
  );
});
