import { base64 } from './base64.ts';
import { CockatielError } from './errors.ts';

/** One of the nodes that a client knows. */
export interface ClientNode {
  /** Without a slash at its end, and without a secret. */
  readonly url: string;
  /** What the header of this name says; `undefined` where there is no secret. */
  readonly authorization: string | undefined;
  /** Whether it was found to take no uploads that can be resumed. */
  isPlain?: boolean;
}

/** The nodes of a client, which hold the same files. */
export interface Nodes {
  readonly first: ClientNode;
  /**
   * Asks one node after the other, beginning with the one that did it last, with a pause after each
   * round. Rejects with what no other node would do better, or with the last error.
   */
  ask<Result>(attempt: Attempt<Result>, options: AskOptions): Promise<Result>;
  /** Begins with another one next time, if there is one. */
  avoid(node: ClientNode): void;
}

export type Attempt<Result> = (node: ClientNode) => Promise<Result>;

export interface AskOptions {
  readonly signal: AbortSignal | undefined;
  /** Whether it may be asked again; a stream, once read, can't. */
  readonly mayRetry?: () => boolean;
}

/** The waits after failures in a row: 0.5 s, 1 s, 2 … up to 8 s, by chance up to a half less. */
const firstDelayMs = 500;
const maxDelayMs = 8000;
/** The longest that is waited because a node asks for it. */
const maxRetryAfterMs = 30_000;

/** Takes the URLs of the nodes. Throws a `TypeError` where there is none, or one is not valid. */
export function createNodes(
  urls: readonly string[],
  secret: string | undefined,
  attempts: number | undefined,
): Nodes {
  const list = urls.map((url) => toNode(url, secret));
  const [first] = list;
  if (first === undefined) throw new TypeError('`nodes` is empty.');
  const most = attempts ?? Math.max(5, 2 * list.length);
  let preferred = 0;

  function avoid(node: ClientNode): void {
    // Others may have found a better one meanwhile.
    if (list[preferred] === node) preferred = (preferred + 1) % list.length;
  }

  return {
    first,
    avoid,
    async ask(attempt, { signal, mayRetry = () => true }) {
      const begin = preferred;
      const messages = new Set<string>();
      for (let tried = 1; ; tried += 1) {
        throwIfAborted(signal);
        const node = list[(begin + tried - 1) % list.length] as ClientNode;
        try {
          return await attempt(node);
        } catch (error) {
          if (!(error instanceof CockatielError)) throw error;
          messages.add(error.message);
          // It may be on a node that this one does not reach.
          const isLast = error.code === 'not-found' ? tried >= list.length : !error.retryable;
          if (isLast || tried >= most || !mayRetry()) {
            error.message = [...messages].join('; ');
            throw error;
          }
          if (error.retryable) avoid(node);
          const round = tried / list.length;
          if (round % 1 === 0) await pause(round, signal, error.retryAfterMs);
        }
      }
    },
  };
}

/** Waits after a number of failures in a row (at least 1); rejects where the signal aborts. */
export async function pause(
  failures: number,
  signal: AbortSignal | undefined,
  atLeastMs = 0,
): Promise<void> {
  const backoffMs = Math.min(firstDelayMs * 2 ** (failures - 1), maxDelayMs);
  const chosenMs = backoffMs * (1 - Math.random() / 2);
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(chosenMs, Math.min(atLeastMs, maxRetryAfterMs)));
    signal?.addEventListener('abort', end);
  });
  throwIfAborted(signal);
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortedError(signal.reason);
}

/** The error of a call that its caller has ended. */
export function abortedError(cause: unknown): CockatielError {
  return new CockatielError('aborted', 'it was aborted', { cause });
}

function toNode(text: string, secret: string | undefined): ClientNode {
  const base = (globalThis.location as Location | undefined)?.href;
  const { protocol, origin, pathname, username, password } = new URL(text, base);
  if (!/^https?:$/u.test(protocol)) throw new TypeError('`nodes` takes http URLs.');
  const given =
    username + password === ''
      ? secret && `Bearer ${secret}`
      : `Basic ${base64(decodeURIComponent(`${username}:${password}`))}`;
  const url = origin + pathname.replace(/\/$/u, '');
  return { url, authorization: given };
}
