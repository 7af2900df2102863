import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import { isBatch } from './carried-operations.ts';
import type { PeerProxy, ProxiedRequest } from './peer-proxy.ts';

/** What a proxy does to a request. */
export type Fault =
  /** The connection is closed without a response. */
  | { readonly kind: 'refuse' }
  /** Nothing comes back, ever. */
  | { readonly kind: 'hold' }
  /** It waits before it goes on. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** A byte of the body becomes another. */
  | { readonly kind: 'corrupt' }
  /** Both connections are closed in the middle of the body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The body passes no faster than so. */
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** The body passes a byte at a time. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** The proxy itself refuses it, with a page. */
  | { readonly kind: 'respond'; readonly status: number }
  /** It is forwarded, and the response is dropped. */
  | { readonly kind: 'loseReply' };

export interface Forwarding {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly request: ProxiedRequest;
  readonly proxy: Pick<PeerProxy, 'target' | 'rewrite'>;
  readonly fault: Fault | undefined;
}

/** Forwards a request to the proxy's target, and the response back. */
export function forwardRequest(forwarding: Forwarding): void {
  const { incoming, fault } = forwarding;
  if (fault?.kind === 'refuse') incoming.socket.destroy();
  else if (fault?.kind === 'respond') refuse(forwarding, fault.status);
  else if (fault?.kind === 'delay') setTimeout(() => forward(forwarding), fault.ms);
  else if (fault?.kind !== 'hold') forward(forwarding);
}

function refuse({ incoming, response, request }: Forwarding, status: number): void {
  request.status = status;
  incoming.resume();
  response.writeHead(status, { 'Content-Type': 'text/html', Connection: 'close' });
  response.end(`<html><body>${status}</body></html>`);
}

function forward(forwarding: Forwarding): void {
  const { incoming, response, proxy, fault } = forwarding;
  const { method, url = '', headers } = incoming;
  // The path exactly as it came: URL would tidy it.
  const path = proxy.rewrite(url);
  const { hostname, port } = new URL(proxy.target ?? '');
  const outgoing = request({ method, hostname, port, path, headers, agent: false });
  const breakOff = (): void => {
    outgoing.destroy();
    incoming.socket.destroy();
  };
  outgoing.on('error', breakOff);
  response.once('close', () => {
    if (!response.writableEnded) outgoing.destroy();
  });
  outgoing.once('response', (incoming) => {
    forwarding.request.status = incoming.statusCode;
    incoming.on('error', breakOff);
    if (fault?.kind === 'loseReply') breakOff();
    else incoming.pipe(response.writeHead(incoming.statusCode ?? 0, incoming.rawHeaders));
  });
  if (headers.expect === undefined) {
    sendBody(forwarding, outgoing, breakOff);
    return;
  }
  outgoing.once('continue', () => {
    response.writeContinue();
    sendBody(forwarding, outgoing, breakOff);
  });
  outgoing.flushHeaders();
}

function sendBody(
  { incoming, request: counted, fault }: Forwarding,
  outgoing: ClientRequest,
  breakOff: () => void,
): void {
  let passed = 0;
  const startedAtMs = Date.now();
  const change = (chunk: Buffer, _encoding: string, done: TransformCallback): void => {
    counted.bodyBytes += chunk.length;
    if (isBatch(counted)) counted.batch.push(Buffer.from(chunk));
    if (fault?.kind === 'corrupt' && passed === 0) chunk[0] = (chunk[0] ?? 0) ^ 1;
    passed += chunk.length;
    if (fault?.kind === 'cut' && passed >= fault.afterBytes) {
      outgoing.write(chunk.subarray(0, chunk.length - (passed - fault.afterBytes)), breakOff);
    } else if (fault?.kind === 'throttle') {
      const dueMs = startedAtMs + (passed * 1000) / fault.bytesPerSecond;
      setTimeout(() => done(null, chunk), Math.max(dueMs - Date.now(), 0));
    } else if (fault?.kind === 'drip') drip(chunk, fault.everyMs, outgoing, done);
    else done(null, chunk);
  };
  incoming.pipe(new Transform({ transform: change })).pipe(outgoing);
}

function drip(
  chunk: Buffer,
  everyMs: number,
  outgoing: ClientRequest,
  done: TransformCallback,
): void {
  let at = 0;
  const timer = setInterval(() => {
    if (outgoing.destroyed || at >= chunk.length) {
      clearInterval(timer);
      done();
    } else outgoing.write(chunk.subarray(at, at + 1));
    at += 1;
  }, everyMs);
}
