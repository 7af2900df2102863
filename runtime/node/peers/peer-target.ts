import * as http from 'node:http';
import * as https from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { PeerRequest } from '../../../lib/delivery/peer-link.ts';
import { formatContentRange } from '../../../lib/http/content-range.ts';
import {
  instanceHeader,
  nameHeader,
  nodeHeader,
  offerHeader,
} from '../../../lib/http/node-headers.ts';
import { formatLocation } from '../../../lib/names/url-path.ts';
import { windowSize } from '../../../lib/replication/window-size.ts';
import { withoutTrailingSlashes } from '../without-trailing-slashes.ts';

export interface PeerTargetOptions {
  /** The peer's URL as configured: it may have a path, user information and a trailing slash. */
  readonly url: string;
  /** An HTTP proxy for the way there. */
  readonly proxy: string | undefined;
  readonly version: string;
  readonly nodeId: string;
  /** This process, which the peer records as where an operation came from. */
  readonly instance: string;
  readonly concurrency: number;
  /** What a peer whose URL has no secret is told; `undefined` for nothing. */
  readonly secret: () => string | undefined;
}

/** Where and how a peer is reached. */
export interface PeerTarget {
  readonly agent: http.Agent;
  begin(request: PeerRequest): http.ClientRequest;
}

export function createPeerTarget(options: PeerTargetOptions): PeerTarget {
  const url = new URL(options.url);
  const isSecure = url.protocol === 'https:';
  const agent = createAgent(options, isSecure);
  const prefix = withoutTrailingSlashes(url.pathname);
  const viaProxy = options.proxy !== undefined && !isSecure ? new URL(options.proxy) : undefined;

  return {
    agent,
    begin({ method, name, body }) {
      const path = formatLocation(prefix, name);
      const headers = {
        Host: url.host,
        'User-Agent': `cockatiel/${options.version}`,
        [nodeHeader]: options.nodeId,
        [instanceHeader]: options.instance,
        [nameHeader]: formatLocation('', name).slice(1),
        ...authorization(url, options.secret()),
        ...(viaProxy !== undefined && basicAuthorization('Proxy-Authorization', viaProxy)),
        ...(method === 'PUT' && body === undefined && { 'Content-Length': 0, [offerHeader]: '1' }),
        ...(body !== undefined && { 'Content-Length': body.sizeBytes, Expect: '100-continue' }),
        ...(body?.range !== undefined && { 'Content-Range': formatContentRange(body.range) }),
      };
      const { hostname, port } = viaProxy ?? url;
      const start = isSecure ? https.request : http.request;
      return start({
        agent,
        method,
        headers,
        host: hostname.replace(/^\[|\]$/gu, ''),
        ...(port !== '' && { port }),
        // A proxy gets plain http in absolute form (RFC 9112 §3.2.2).
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

/** A percent sign that begins no code stands for itself, as it does where the URL was parsed. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
