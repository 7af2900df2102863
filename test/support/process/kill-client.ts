import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { sha1 } from '../disk/disk-view.ts';
import type { Attempt, KillLedger } from './kill-ledger.ts';

/** A client that tells of every step it sees: a piece sent, an answer come. */
export interface KillClient {
  readonly attempts: readonly Attempt[];
  upload(name: string, chunks: readonly Buffer[]): Promise<void>;
  /** Sends a full name as a peer does. */
  replicate(name: string, body: Buffer): Promise<void>;
  delete(name: string): Promise<void>;
  read(name: string): Promise<void>;
}

/**
 * What the node answered is entered into the ledger, whenever the answer comes: it was a promise.
 */
export function createKillClient(
  url: string,
  ledger: Pick<KillLedger, 'live' | 'deleted'>,
  step: () => void,
): KillClient {
  const attempts: Attempt[] = [];

  function begin(kind: Attempt['kind'], pattern: string): Attempt {
    const attempt = { kind, pattern, bodySent: false, answered: false };
    attempts.push(attempt);
    return attempt;
  }

  async function put(
    target: { name: string; pattern: string; headers: Record<string, string> },
    chunks: readonly Buffer[],
  ): Promise<void> {
    const { name, pattern, headers } = target;
    const attempt = begin('upload', pattern);
    const answer = await send('PUT', name, { headers, chunks, attempt });
    if (answer === undefined) return;
    if (answer.statusCode !== 201 && answer.statusCode !== 302) {
      throw new Error(`PUT ${name} was answered ${answer.statusCode}`);
    }
    ledger.live.add((answer.headers.location ?? '').slice(1));
  }

  /** `undefined` when the node was gone before it answered. */
  async function send(
    method: string,
    name: string,
    options: { headers?: Record<string, string>; chunks?: readonly Buffer[]; attempt?: Attempt },
  ): Promise<IncomingMessage | undefined> {
    const { headers = {}, chunks = [], attempt } = options;
    const outgoing = request(new URL(name, url), { method, headers, agent: false });
    const answer = once(outgoing, 'response').then(
      ([response]) => {
        if (attempt !== undefined) attempt.answered = true;
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
    return await answer;
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
      const answer = await send('DELETE', name, { attempt });
      answer?.resume();
      if (answer === undefined) return;
      if (answer.statusCode !== 200 && answer.statusCode !== 404) {
        throw new Error(`DELETE ${name} was answered ${answer.statusCode}`);
      }
      ledger.live.delete(name);
      ledger.deleted.add(name);
    },
    async read(name) {
      const answer = await send('GET', name, {});
      if (answer?.statusCode !== 200) return void answer?.resume();
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of answer) chunks.push(chunk as Buffer);
      } catch {
        return;
      }
      if (!name.includes(sha1(Buffer.concat(chunks)))) throw new Error(`I3: GET ${name}`);
    },
  };
}
