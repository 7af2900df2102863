import { formatLocation } from '../lib/names/url-path.ts';
import { CockatielError } from './errors.ts';
import { createSend, type Exchange, type Send } from './exchange.ts';
import { type ClientNode, createNodes, type Nodes } from './nodes.ts';
import type { CallOptions, ClientOptions } from './options.ts';
import { createFetchTransport } from './send-by-fetch.ts';
import { sendByXhr } from './send-by-xhr.ts';

/** What the calls of a client share. */
export interface Wire {
  readonly nodes: Nodes;
  readonly send: Send;
  /** Whether bodies can't be streamed here. */
  readonly isBrowser: boolean;
  readonly attempts: number;
  readonly resumeAbove: number;
  /** The URL of a name at a node. Throws a `CockatielError` for what can't be a name. */
  urlOf(node: ClientNode, name: string, options?: CallOptions): string;
  /** What shows that the request may be made. */
  headersOf(node: ClientNode, options: CallOptions): Record<string, string>;
  /** Asks one node after the other for a file. `accepted` is a status that is no refusal. */
  request(
    method: string,
    name: string,
    options: CallOptions,
    headers?: Record<string, string>,
    accepted?: number,
  ): Promise<Exchange>;
}

/** A URL would lead to another name without these. */
const impossibleName = /(?:^|\/)\.{0,2}(?:\/|$)|\\|\p{Surrogate}/u;

/** What is sent with uploads up to this size goes by `fetch` in a browser. */
const smallBytes = 64 * 1024;

/** Prepares the calls of a client. */
export function createWire(options: ClientOptions): Wire {
  const { nodes, secret, attempts, timeoutMs = 60_000, resumeAbove = 8 * 1024 ** 2 } = options;
  const isBrowser = 'document' in globalThis || 'importScripts' in globalThis;
  const byFetch = createFetchTransport(options.fetch ?? fetch.bind(globalThis), isBrowser);
  const hasXhr = options.fetch === undefined && 'XMLHttpRequest' in globalThis;

  const ring = createNodes(typeof nodes === 'string' ? [nodes] : nodes, secret, attempts);
  const send = createSend(async (outgoing, watch) => {
    const isLarge = (outgoing.body?.source.sizeBytes ?? 0) > smallBytes;
    return await (hasXhr && isLarge ? sendByXhr : byFetch)(outgoing, watch);
  }, timeoutMs);

  function urlOf({ url }: ClientNode, name: string, { signed }: CallOptions = {}): string {
    if (impossibleName.test(name)) {
      throw new CockatielError('refused', `no name: ${name}`);
    }
    return formatLocation(url, name) + queryOf(signed);
  }

  function headersOf(
    { authorization }: ClientNode,
    { signed }: CallOptions,
  ): Record<string, string> {
    return authorization && signed === undefined ? { Authorization: authorization } : {};
  }

  return {
    nodes: ring,
    send,
    isBrowser,
    attempts: attempts ?? 5,
    resumeAbove,
    urlOf,
    headersOf,
    request(method, name, options, headers = {}, accepted = 200) {
      const { signal } = options;
      return ring.ask(
        (node) =>
          send(node, {
            method,
            url: urlOf(node, name, options),
            headers: { ...headersOf(node, options), ...headers },
            signal,
            accepted,
          }),
        { signal },
      );
    },
  };
}

/** The query of a signed URL, with its question mark. */
export function queryOf(signed = ''): string {
  return signed.slice(signed.indexOf('?'));
}
