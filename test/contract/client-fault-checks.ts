import type { PutOptions } from '../../client/client.ts';
import {
  bytesOf,
  type ClientCheck,
  equal,
  expectStored,
  fails,
  large,
  open,
} from './client-check-tools.ts';

/** What the client must do where something is wrong. */
export const clientFaultChecks: Readonly<Record<string, ClientCheck>> = {
  async 'refuses a body that has another hash than was announced'(place) {
    const client = open(place);
    const sha1 = '0'.repeat(40);
    equal((await fails('mismatch', () => client.put('a', 'x', { sha1 }))).status, 400);
    const resuming = open(place, { resumeAbove: 0 });
    equal((await fails('mismatch', () => resuming.put('a', 'x', { sha1 }))).status, 400);
    await client.put('a', 'hello', { sha1: 'AAF4C61DDCC5E8A2DABEDE0F3B482CD9AEA9434D' });
    await resuming.put('a', 'hello', { sha1: 'AAF4C61DDCC5E8A2DABEDE0F3B482CD9AEA9434D' });
  },

  async 'says that a name was deleted'(place) {
    const client = open(place);
    const { name } = await client.put('gone.txt', 'gone');
    await client.delete(name);
    equal((await fails('deleted', () => client.put(name, 'gone'))).status, 409);
  },

  async 'goes to another node where one can not be reached'(place) {
    const client = open(place, { nodes: [place.dead, place.node] });
    const { name, url } = await client.put('over.bin', new Blob([bytesOf(large)]));
    equal(url.startsWith(place.node), true);
    await expectStored(client, name, bytesOf(large));
    equal(await client.delete(name), true);
  },

  async 'gives up where no node can be reached'(place) {
    const client = open(place, { nodes: place.dead, attempts: 2 });
    const { retryable, node } = await fails('unreachable', () => client.get('a_1_b'));
    equal([retryable, node], [true, place.dead]);
    await fails('unreachable', () => client.put('a', 'x'));
  },

  async 'ends a call that its caller aborts'(place) {
    const resumeAbove = 2 ** 40;
    const client = open(place, { resumeAbove });
    await fails('aborted', () => client.get('a', { signal: AbortSignal.abort() }));
    const abort = new AbortController();
    const endless = (): ReadableStream<Uint8Array> =>
      new ReadableStream({ pull: (controller) => controller.enqueue(bytesOf(large)) });
    // A browser collects streams.
    const body = 'document' in globalThis ? new Blob([bytesOf(40_000_000)]) : endless;
    const options: PutOptions = {
      signal: abort.signal,
      onProgress: ({ sentBytes }) => sentBytes > large && abort.abort(),
    };
    await fails('aborted', () => client.put('a', body, options));
  },

  async 'shows its secret, and says where it is wrong'(place) {
    const { guarded, writeSecret: secret } = place;
    const client = open(place, { nodes: guarded, secret });
    await client.put('a', 'x');
    const inUrl = guarded.replace('//', `//somebody:${secret}@`);
    await open(place, { nodes: inUrl }).put('b', 'x');
    for (const wrong of [{}, { secret: 'x'.repeat(20) }]) {
      const other = open(place, { nodes: guarded, ...wrong });
      equal((await fails('unauthorized', () => other.put('a', 'x'))).status, 401);
    }
  },
};
