import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { sha1 } from '../disk/disk-view.ts';
import type { Attempt, KillLedger } from './kill-ledger.ts';

/** A client that reports every step it sees: a chunk sent, a response received. */
export interface KillClient {
  readonly attempts: readonly Attempt[];
  upload(name: string, chunks: readonly Buffer[]): Promise<void>;
  /** Sends a full name as a peer does. */
  replicate(name: string, body: Buffer): Promise<void>;
  delete(name: string): Promise<void>;
  read(name: string): Promise<void>;
}

/**
 * Responses are entered into the ledger whenever they arrive: each is an acknowledgement.
 */
export function createKillClient(
  url: string,
  ledger: Pick<KillLedger, 'live' | 'deleted'>,
  step: () => void,
): KillClient {
  const attempts: Attempt[] = [];

  function begin(kind: Attempt['kind'], pattern: string): Attempt {
    const attempt = { kind, pattern, bodySent: false, responded: false };
    attempts.push(attempt);
    return attempt;
  }

  async function put(
    target: { name: string; pattern: string; headers: Record<string, string> },
    chunks: readonly Buffer[],
  ): Promise<void> {
    const { name, pattern, headers } = target;
    const attempt = begin('upload', pattern);
    const response = await send('PUT', name, { headers, chunks, attempt });
    if (response === undefined) return;
    if (response.statusCode !== 201 && response.statusCode !== 302) {
      throw new Error(`PUT ${name} got ${response.statusCode}`);
    }
    ledger.live.add((response.headers.location ?? '').slice(1));
  }

  /** `undefined` when the node was gone before it responded. */
  async function send(
    method: string,
    name: string,
    options: { headers?: Record<string, string>; chunks?: readonly Buffer[]; attempt?: Attempt },
  ): Promise<IncomingMessage | undefined> {
    const { headers = {}, chunks = [], attempt } = options;
    const outgoing = request(new URL(name, url), { method, headers, agent: false });
    const response = once(outgoing, 'response').then(
      ([response]) => {
        if (attempt !== undefined) attempt.responded = true;
        step();
        return response as IncomingMessage;
      },
      () => undefined,
    );
    outgoing.on('error', () => undefined);
    // Node forgets the callbacks of writes when the connection breaks.
    const broken = new Promise<void>((resolve) => outgoing.once('close', resolve));
    for (const chunk of chunks) {
      if (outgoing.destroyed) break;
      const written = new Promise<void>((resolve) => outgoing.write(chunk, () => resolve()));
      await Promise.race([written, broken]);
      step();
    }
    outgoing.end(() => {
      if (attempt !== undefined) attempt.bodySent = true;
      step();
    });
    return await response;
  }

  return {
    attempts,
    async upload(name, chunks) {
      const hash = sha1(Buffer.concat(chunks));
      const [, stem, extension] = /^(.*?)(\.\w+)?$/u.exec(name) as RegExpExecArray;
      const pattern = `${stem}_\\d+_${hash}${extension ?? ''}`;
      await put({ name, pattern, headers: {} }, chunks);
    },
    async replicate(name, body) {
      await put({ name, pattern: name, headers: { 'User-Agent': 'cockatiel/1.0' } }, [body]);
    },
    async delete(name) {
      const attempt = begin('deletion', name);
      const response = await send('DELETE', name, { attempt });
      response?.resume();
      if (response === undefined) return;
      if (response.statusCode !== 200 && response.statusCode !== 404) {
        throw new Error(`DELETE ${name} got ${response.statusCode}`);
      }
      ledger.live.delete(name);
      ledger.deleted.add(name);
    },
    async read(name) {
      const response = await send('GET', name, {});
      if (response?.statusCode !== 200) return void response?.resume();
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of response) chunks.push(chunk as Buffer);
      } catch {
        return;
      }
      if (!name.includes(sha1(Buffer.concat(chunks)))) throw new Error(`I3: GET ${name}`);
    },
  };
}
