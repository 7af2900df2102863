import { base64 } from './base64.ts';
import { CockatielError } from './errors.ts';
import { finish, type Outgoing } from './exchange.ts';
import { type ClientNode, pause } from './nodes.ts';
import type { PutOptions } from './options.ts';
import type { Source } from './source.ts';
import { queryOf, type Wire } from './wire.ts';

/** A body to be uploaded, and under which name. */
export interface Upload {
  readonly source: Source;
  readonly name: string;
  readonly options: PutOptions;
  /** That of the body, in hex, as far as it is known. */
  readonly sha1: string | undefined;
  /** Called with how many bytes were sent so far. */
  onSent(sentBytes: number): void;
}

const path = '/_tus/';
const locationHeader = 'Content-Location';
/** What a node without these uploads responds to their creation; 400 may mean other things, too. */
const unknownStatus = /40[045]|501/u;

/**
 * Uploads by tus 1.0, which goes on after the bytes that the node has where a connection breaks.
 * Resolves with the headers of the response that says where the file is stored; `undefined` where
 * the node takes no such uploads.
 */
export async function uploadResumably(
  wire: Wire,
  node: ClientNode,
  { source, name, options, sha1, onSent }: Upload,
): Promise<Headers | undefined> {
  const { signal } = options;
  const size = source.sizeBytes as number;
  /** How many bytes the node has. */
  let offset = 0;

  async function send(method: string, url: string, rest: Partial<Outgoing> = {}): Promise<Headers> {
    const headers = {
      'Tus-Resumable': '1.0.0',
      ...wire.headersOf(node, options),
      ...rest.headers,
    };
    const exchange = await wire.send(node, { signal, ...rest, method, url, headers });
    return (await finish(exchange)).headers;
  }

  function patch(url: string): Promise<Headers> {
    const begin = offset;
    return send('PATCH', url, {
      headers: {
        ...wishesOf(options),
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(offset),
      },
      body: { source, offset, onSent: (sentBytes) => onSent(begin + sentBytes) },
    });
  }

  async function create(): Promise<string | undefined> {
    if (node.isPlain === true) return undefined;
    const { type = source.blob?.type } = options;
    const pair = (key: string, value = ''): string => value && `,${key} ${base64(value)}`;
    const headers = {
      'Upload-Length': String(size),
      'Upload-Metadata': `path ${base64(name)}${pair('filetype', type)}${pair('sha1', sha1)}`,
    };
    try {
      const created = await send('POST', node.url + path + queryOf(options.signed), { headers });
      const [, id] = /\/_tus\/(.+)/u.exec(created.get('Location') ?? '') ?? [];
      if (id === undefined) throw unclear(node);
      // Whichever node has it: the one that was asked passes requests on.
      return node.url + path + id;
    } catch (error) {
      const { code, status } = error as CockatielError;
      if (unknownStatus.test(`${status}`)) node.isPlain = status !== 400;
      // What a URL is signed for may be one name, which is for PUT. A browser does not say that a
      // node without these uploads refuses them to pages.
      else if (
        !(code === 'unauthorized' ? options.signed : wire.isBrowser && code === 'unreachable')
      )
        throw error;
      return undefined;
    }
  }

  const url = await create();
  if (url === undefined) return undefined;
  let isKnown = true;
  for (let failures = 0; ; ) {
    try {
      const headers = await (isKnown ? patch(url) : send('HEAD', url));
      if (headers.has(locationHeader)) return headers;
      const reached = Number(headers.get('Upload-Offset'));
      if (isKnown && !(reached > offset && reached < size)) throw unclear(node);
      if (reached > offset) failures = 0;
      offset = reached;
      isKnown = true;
    } catch (error) {
      failures += 1;
      isKnown = false;
      const failure = error as CockatielError;
      // The parts of an upload that nobody wants need not wait until they expire.
      if (failure.code === 'aborted') {
        void send('DELETE', url, { signal: undefined }).catch(() => undefined);
      }
      if (failures > wire.attempts || !isResumable(failure)) throw asGone(failure);
      await pause(failures, signal, failure.retryAfterMs);
    }
  }
}

/** The headers of a request that may store something. */
export function wishesOf({ copies, waitSeconds }: PutOptions): Record<string, string> {
  const wait = waitSeconds === undefined ? '' : `, wait=${waitSeconds}`;
  return {
    // To follow a redirect would be to send everything again.
    Prefer: `no-redirect${wait}`,
    ...(copies && { 'Cockatiel-Copies': String(copies) }),
  };
}

/** The node may have more, or less, than was sent. */
function isResumable({ retryable, status, code }: CockatielError): boolean {
  return retryable || (status === 409 && code === 'conflict');
}

/** An upload that is not there any more begins again, at this node or another. */
function asGone(error: CockatielError): CockatielError {
  const isGone = error.status === 404 || error.status === 410;
  return isGone ? Object.assign(error, { code: 'failed', retryable: true }) : error;
}

function unclear({ url: node }: ClientNode): CockatielError {
  return new CockatielError('mismatch', 'it does not say where', { node });
}
