import { parseStoredName } from '../../../lib/names/stored-name.ts';
import { type SignOptions, signUrl } from '../../../runtime/sign-url.ts';

/** What an upload stored. */
interface StoredFile {
  readonly name: string;
  readonly url: string;
  readonly sha1: string;
}

/** The calls that adapters make of a client of `cockatiel-server/client`, on one node. */
export interface FetchClient {
  put(
    name: string,
    body: BodyInit | AsyncIterable<Uint8Array>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<StoredFile>;
  get(name: string): Promise<Response>;
  delete(name: string): Promise<boolean>;
  sign(options: Omit<SignOptions, 'secret' | 'url'>): Promise<string>;
}

/** Creates one; its errors have the `status` of the response, where there was one. */
export function createFetchClient(url: string, secret: string): FetchClient {
  const urlOf = (name: string): string =>
    `${url}/${name.split('/').map(encodeURIComponent).join('/')}`;

  async function send(method: string, name: string, init: RequestInit = {}): Promise<Response> {
    const headers = { Authorization: `Bearer ${secret}` };
    // `duplex` is not in every version of the types.
    const streaming = { duplex: 'half' };
    const response = await fetch(urlOf(name), { method, headers, ...init, ...streaming });
    if (response.ok) return response;
    const error = new Error((await response.text()).trim());
    throw Object.assign(error, { status: response.status });
  }

  return {
    async put(name, body, { signal } = {}) {
      const response = await send('PUT', name, {
        body: body as BodyInit,
        ...(signal === undefined ? {} : { signal }),
      });
      const location = response.headers.get('location') ?? '';
      const stored = decodeURIComponent(new URL(location, url).pathname.slice(1));
      return { name: stored, url: urlOf(stored), sha1: parseStoredName(stored)?.sha1 ?? '' };
    },
    get: async (name) => await send('GET', name),
    delete: async (name) => (await send('DELETE', name)).ok,
    sign: async (options) => signUrl({ ...options, secret, url }),
  };
}
