import { finish } from './exchange.ts';
import { get, head } from './get.ts';
import type { Client, ClientOptions } from './options.ts';
import { put } from './put.ts';
import { signUrl } from './sign.ts';
import { createWire } from './wire.ts';

export { CockatielError, type ErrorCode } from './errors.ts';
export type {
  ByteRange,
  CallOptions,
  Client,
  ClientOptions,
  FileInfo,
  GetOptions,
  Progress,
  PutOptions,
  StoredFile,
} from './options.ts';
export type { SignOptions } from './sign.ts';
export type { UploadBody } from './source.ts';

/**
 * Creates a client of some nodes that hold the same files. It needs nothing but what Node.js,
 * browsers, Bun, Deno and Workers share. Throws a `TypeError` where a URL is not valid.
 *
 * @example
 * const client = createClient({ nodes: ['http://10.1.1.1:8080', 'http://10.1.1.2:8080'], secret });
 * const { name } = await client.put('photos/cat.jpg', bytes);
 * const photo = await (await client.get(name, { verify: true })).blob();
 */
export function createClient(options: ClientOptions): Client {
  const wire = createWire(options);
  const { first } = wire.nodes;
  return {
    put: (name, body, putOptions = {}) => put(wire, name, body, putOptions),
    get: (name, getOptions = {}) => get(wire, name, getOptions),
    head: (name, callOptions = {}) => head(wire, name, callOptions),
    async delete(name, callOptions = {}) {
      return (await finish(await wire.request('DELETE', name, callOptions, {}, 404))).ok;
    },
    url: (name) => wire.urlOf(first, name),
    async sign({ secret = options.secret, ...rest }) {
      if (secret === undefined) throw new TypeError('`secret` is missing.');
      return await signUrl({ url: first.url, ...rest, secret });
    },
  };
}
