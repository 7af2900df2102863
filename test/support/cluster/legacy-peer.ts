import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { sha1 } from '../disk/disk-view.ts';

/** A stand-in for a node of the Python version: it behaves alike, with its files in memory. */
export interface LegacyPeer {
  readonly url: string;
  readonly files: ReadonlyMap<string, Buffer>;
  /** `PUT`, `HEAD` … of the requests that came, in their order. */
  readonly methods: readonly string[];
  /** How many operations it has yet to send to its neighbours. */
  pending(): number;
  /** Sets its neighbours, to which it sends everything it gets, from wherever. */
  setNeighbours(urls: readonly string[]): void;
}

interface Operation {
  readonly method: 'PUT' | 'DELETE';
  readonly path: string;
}

/** Its retry interval; the Python version waits half a second and longer. */
const retryMs = 50;

/**
 * Starts one. It sends no id, keeps the names that come from `cockatiel/…`, and asks for a body
 * (`100 Continue`) at once, or not at all.
 */
export async function startLegacyPeer(expect: 'honours' | 'ignores'): Promise<LegacyPeer> {
  const files = new Map<string, Buffer>();
  const deleted = new Set<string>();
  const methods: string[] = [];
  const queues = new Map<string, Operation[]>();
  let isEnded = false;

  const enqueue = (operation: Operation): void => {
    for (const queue of queues.values()) queue.push(operation);
  };

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    methods.push(method);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (method === 'PUT') put(request, response, body);
    else if (method === 'DELETE') remove(url, response);
    else get(url, method, response);
  }

  function put(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const isFromPeer = request.headers['user-agent']?.startsWith('cockatiel/') === true;
    const path = isFromPeer ? (request.url ?? '') : stamp(request.url ?? '', body);
    const headers = { Location: path };
    if (deleted.has(path)) response.writeHead(409).end();
    else if (files.has(path)) response.writeHead(302, headers).end();
    else if (!path.includes(sha1(body))) response.writeHead(400).end();
    else {
      files.set(path, body);
      enqueue({ method: 'PUT', path });
      response.writeHead(201, headers).end();
    }
  }

  function remove(path: string, response: ServerResponse): void {
    if (!files.delete(path)) return void response.writeHead(404).end();
    deleted.add(path);
    enqueue({ method: 'DELETE', path });
    response.writeHead(200).end();
  }

  function get(path: string, method: string, response: ServerResponse): void {
    if (path === '/_status') return void response.end(status());
    const body = files.get(path);
    if (body === undefined) return void response.writeHead(404).end();
    const hash = sha1(body);
    response.writeHead(200, { ETag: hash, 'X-Content-SHA1': hash, 'Content-Length': body.length });
    response.end(method === 'GET' ? body : undefined);
  }

  function status(): string {
    const lengths = [...queues].map(([url, { length }]) => [url, { length }]);
    return JSON.stringify({ queues: Object.fromEntries(lengths) });
  }

  /** One after the other, each again and again until it is accepted. */
  async function replicate(neighbour: string, queue: Operation[]): Promise<void> {
    while (!isEnded) {
      const [next] = queue;
      if (next !== undefined && (await sendTo(neighbour, next))) queue.shift();
      else await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  async function sendTo(neighbour: string, { method, path }: Operation): Promise<boolean> {
    const body = method === 'PUT' ? files.get(path) : undefined;
    if (method === 'PUT' && body === undefined) return true;
    const { username, password, origin } = new URL(neighbour);
    const credentials = Buffer.from(`${username}:${password}`).toString('base64');
    const headers = {
      'User-Agent': 'cockatiel/0.0.2',
      ...(password !== '' && { Authorization: `Basic ${credentials}` }),
    };
    const init = {
      method,
      headers,
      redirect: 'manual',
      body: body && new Uint8Array(body),
    } as const;
    try {
      const { status } = await fetch(origin + path, init as RequestInit);
      return (method === 'PUT' ? [201, 302, 409] : [200, 404]).includes(status);
    } catch {
      return false;
    }
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    response.on('error', () => undefined);
    respond(request, response).catch(() => response.destroy());
  };
  const server = createServer(listener);
  if (expect === 'ignores') server.on('checkContinue', listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    isEnded = true;
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    methods,
    pending: () => [...queues.values()].reduce((sum, queue) => sum + queue.length, 0),
    setNeighbours(urls) {
      for (const url of urls) {
        const queue: Operation[] = [];
        queues.set(url, queue);
        void replicate(url, queue);
      }
    },
  };
}

function stamp(path: string, body: Buffer): string {
  const mark = `_${Math.floor(Date.now() / 1000)}_${sha1(body)}`;
  return path.replace(/(\.[^./]*)?$/u, (extension) => mark + extension);
}
