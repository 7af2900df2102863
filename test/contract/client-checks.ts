/*
 * What the client library must do on every host, against running nodes. Nothing here needs a test
 * runner or a host: the same file runs in Node.js, Chromium, Bun and Deno.
 */
import type { UploadBody } from '../../client/client.ts';
import {
  bytesOf,
  type ClientCheck,
  type ClientPlace,
  equal,
  expectStored,
  expires,
  fails,
  large,
  open,
  streamOf,
} from './client-check-tools.ts';
import { clientFaultChecks } from './client-fault-checks.ts';

export { createClient } from '../../client/client.ts';

export const clientChecks: Readonly<Record<string, ClientCheck>> = {
  ...clientFaultChecks,

  async 'stores, reads, describes and deletes a file'(place) {
    const client = open(place);
    const { name, url, sha1 } = await client.put('notes/hello.txt', 'hello');
    equal(/^notes\/hello_\d+_[\da-f]{40}\.txt$/u.test(name), true);
    equal(sha1, 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d');
    equal([url, name.includes(sha1)], [client.url(name), true]);
    const response = await client.get(name);
    equal([response.status, await response.text()], [200, 'hello']);
    const { type, ...info } = await client.head(name);
    equal([info, type.startsWith('text/plain')], [{ sizeBytes: 5, sha1 }, true]);
    equal([await client.delete(name), await client.delete(name)], [true, false]);
    equal((await fails('not-found', () => client.get(name))).status, 404);
    await fails('not-found', () => client.head(name));
  },

  async 'keeps every name as it is, whatever the size'(place) {
    const client = open(place);
    const resuming = open(place, { resumeAbove: 0 });
    const odd = [
      'a b.txt',
      '100%.txt',
      'a#b?c&d.txt',
      'größe/ü 1.png',
      '日本',
      '.bashrc',
      'a.b.c',
      'x.',
    ];
    for (const sent of odd) {
      const { name, url } = await client.put(sent, `the content of ${sent}`);
      equal(name.replace(/_\d+_[\da-f]{40}/u, ''), sent);
      equal(await (await client.get(name)).text(), `the content of ${sent}`);
      equal(new URL(url).search + new URL(url).hash, '');
      equal(await client.delete(name), true);
      const other = await resuming.put(sent, `the other content of ${sent}`);
      equal(other.name.replace(/_\d+_[\da-f]{40}/u, ''), sent);
      equal(await client.delete(other.name), true);
    }
    for (const sent of ['', 'a//b', 'a/../b', '.', 'a/']) {
      await fails('refused', () => client.put(sent, 'x'));
    }
  },

  async 'takes every kind of body'(place) {
    const client = open(place);
    const bytes = bytesOf(large);
    const bodies: Record<string, UploadBody> = {
      bytes,
      buffer: bytes.buffer,
      blob: new Blob([bytes]),
      stream: streamOf(bytes),
      opened: () => streamOf(bytes),
      empty: '',
    };
    for (const [kind, body] of Object.entries(bodies)) {
      const { name } = await client.put(`bodies/${kind}`, body, { sha1: true });
      await expectStored(client, name, kind === 'empty' ? new Uint8Array() : bytes);
    }
  },

  async 'says how far an upload is'(place) {
    const client = open(place);
    const bytes = bytesOf(large);
    for (const body of [new Blob([bytes]), (): ReadableStream<Uint8Array> => streamOf(bytes)]) {
      const seen: number[] = [];
      await client.put('progress', body, {
        sizeBytes: large,
        onProgress({ sentBytes, totalBytes }) {
          equal(totalBytes, large);
          seen.push(sentBytes);
        },
      });
      equal([seen[0], seen.at(-1)], [0, large]);
      equal(
        [...seen].sort((a, b) => a - b),
        seen,
      );
    }
  },

  async 'stores the same content twice within a second without sending it again'(place) {
    const client = open(place);
    const stored = [1, 2, 3].map(() => client.put('same.txt', streamOf(bytesOf(large))));
    for (const { name } of await Promise.all(stored))
      await expectStored(client, name, bytesOf(large));
  },

  async 'reads a part of a file'(place) {
    const client = open(place);
    const { name } = await client.put('digits', '0123456789');
    const part = async (start: number, end?: number): Promise<unknown[]> => {
      const response = await client.get(name, { range: { start, ...(end && { end }) } });
      return [response.status, await response.text()];
    };
    equal(await part(2, 5), [206, '234']);
    equal(await part(7), [206, '789']);
    equal(await part(-2), [206, '89']);
    equal((await fails('refused', () => part(10))).status, 416);
  },

  async 'makes signed URLs, and uses them'(place) {
    const { guarded: nodes, writeSecret, readSecret } = place;
    const application = open(place, { nodes, secret: writeSecret });
    const page = open(place, { nodes });
    const limits = { expires, maxSizeBytes: 10, type: 'text/plain' };
    const signed = await application.sign({ method: 'PUT', name: 'ü 1.txt', ...limits });
    const type = 'text/plain';
    const { name } = await page.put('ü 1.txt', 'hello', { signed, type });
    equal(await page.put('ü 1.txt', 'hello', { signed }).then((again) => again.sha1.length), 40);
    await fails('too-large', () => page.put('ü 1.txt', 'hello, world', { signed }));
    await fails('unauthorized', () => page.put('other.txt', 'hello', { signed }));
    await fails('unauthorized', () => page.get(name));
    const url = await application.sign({ method: 'GET', name, expires, secret: readSecret });
    equal(await (await page.get(name, { signed: url })).text(), 'hello');
    const prefix = { name: 'users/42/', isPrefix: true } as const;
    const query = await application.sign({ method: 'PUT', ...prefix, expires });
    await page.put('users/42/a.txt', 'hello', { signed: query });
    const resuming = open(place, { nodes, resumeAbove: 0 });
    await resuming.put('users/42/a.txt', 'other', { signed: query });
    await resuming.put('ü 1.txt', 'other', { signed, type });
  },

  async 'waits for copies'(place) {
    const client = open(place);
    equal((await client.put('a', 'x', { copies: 1 })).copies, 1);
    equal((await client.put('a', 'x', { copies: 2, waitSeconds: 0 })).copies, 1);
  },

  async 'stores a large body on a node of any kind'(place) {
    const client = open(place, { resumeAbove: 1000 });
    const seen: number[] = [];
    const onProgress = ({ sentBytes }: { sentBytes: number }): void => void seen.push(sentBytes);
    const { name } = await client.put('large.bin', new Blob([bytesOf(large)]), { onProgress });
    await expectStored(client, name, bytesOf(large));
    equal(seen.at(-1), large);
  },
};

/** Runs all checks one after the other, and says of each that fails why. */
export async function runClientChecks(place: ClientPlace): Promise<Record<string, string>> {
  const failures: Record<string, string> = {};
  for (const [name, check] of Object.entries(clientChecks)) {
    await check(place).catch((error: Error) => {
      failures[name] = error.stack ?? error.message;
    });
  }
  return failures;
}
