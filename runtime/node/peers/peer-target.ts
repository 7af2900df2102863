import * as http from 'node:http';
import * as https from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { SentRequest } from '../../../lib/delivery/peer-headers.ts';
import { formatLocation } from '../../../lib/names/url-path.ts';
import { windowSize } from '../../../lib/replication/window-size.ts';
import { withoutTrailingSlashes } from '../without-trailing-slashes.ts';

export interface PeerTargetOptions {
  /** The URL of a node: it may have a path, user information and a trailing slash. */
  readonly url: string;
  /** The HTTP proxy to use, if any. */
  readonly proxy: string | undefined;
  readonly concurrency: number;
  /** The secret to send if the URL has none; `undefined` to send none. */
  readonly secret: () => string | undefined;
  /** What is sent with a request beside the secret. */
  readonly headersOf: (request: SentRequest) => Readonly<Record<string, string>>;
}

/** A request whose head is to be sent. */
export interface TargetRequest extends SentRequest {
  /** Present where the response is read in lines. */
  readonly onLine?: unknown;
  readonly query?: string | undefined;
}

/** Makes requests to one node. */
export interface PeerTarget {
  readonly agent: http.Agent;
  /** Creates a request whose head is not sent yet. */
  createRequest(request: TargetRequest): http.ClientRequest;
}

/** Creates the target, with a pool of connections of its own. */
export function createPeerTarget(options: PeerTargetOptions): PeerTarget {
  const url = new URL(options.url);
  const isSecure = url.protocol === 'https:';
  const agent = createAgent(options, isSecure);
  const prefix = withoutTrailingSlashes(url.pathname);
  const viaProxy = options.proxy !== undefined && !isSecure ? new URL(options.proxy) : undefined;

  return {
    agent,
    createRequest(sent) {
      const { method, name, body, onLine, query = '' } = sent;
      const path = formatLocation(prefix, name) + query;
      const headers = {
        Host: url.host,
        ...options.headersOf(sent),
        ...authorization(url, options.secret()),
        ...(viaProxy !== undefined && basicAuthorization('Proxy-Authorization', viaProxy)),
        // A batch has no bytes that the peer could have without it.
        ...(body !== undefined && onLine === undefined && { Expect: '100-continue' }),
      };
      const { hostname, port } = viaProxy ?? url;
      const request = isSecure ? https.request : http.request;
      return request({
        agent,
        method,
        headers,
        host: hostname.replace(/^\[|\]$/gu, ''),
        ...(port !== '' && { port }),
        // A proxy needs the absolute form (RFC 9112 §3.2.2).
        path: viaProxy === undefined ? path : `http://${url.host}${path}`,
      });
    },
  };
}

function createAgent(options: PeerTargetOptions, isSecure: boolean): http.Agent {
  const settings = {
    keepAlive: true,
    maxSockets: windowSize(options.concurrency),
    scheduling: 'lifo' as const,
  };
  if (!isSecure) return new http.Agent(settings);
  if (options.proxy === undefined) return new https.Agent(settings);
  return new HttpsProxyAgent(options.proxy, settings);
}

function authorization(url: URL, secret: string | undefined): Record<string, string> {
  if (url.password !== '' || secret === undefined) return basicAuthorization('Authorization', url);
  return { Authorization: `Bearer ${secret}` };
}

function basicAuthorization(header: string, url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {};
  const credentials = `${decode(url.username)}:${decode(url.password)}`;
  return { [header]: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** A malformed escape is kept unchanged, as the URL parser does. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
