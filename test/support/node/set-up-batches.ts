import { createBatchingLink } from '../../../lib/batches/batching-link.ts';
import type { PeerBody, PeerLink, PeerResponse } from '../../../lib/delivery/peer-link.ts';
import { restoreStoredName } from '../../../lib/names/stored-name.ts';
import { createManualLink } from './manual-link.ts';
import { createManualTimers } from './manual-timers.ts';
import { settleMicrotasks } from './settle-microtasks.ts';

export interface BatchSetUp {
  readonly concurrency?: number;
  readonly read?: NonNullable<PeerLink['read']>;
}

/** A batching link to a peer of the test's own. */
export async function setUp({ concurrency = 16, read }: BatchSetUp = {}) {
  const manual = createManualLink();
  const { sent, operations } = manual;
  const timers = createManualTimers({ ms: 0 });
  const limits = { concurrency, maxRequests: concurrency + 4, timers };
  const link = createBatchingLink({ ...manual, ...(read && { read }) }, limits);

  /** The response may never come; a test looks for that when it wants to. */
  function send(
    method: 'PUT' | 'DELETE',
    name: string,
    body?: PeerBody,
    from?: string,
  ): Promise<PeerResponse> {
    const optional = { ...(body && { body }), ...(from !== undefined && { from }) };
    const request = { method, name: restoreStoredName(name), ...optional };
    const response = link.send(request);
    response.catch(() => undefined);
    return response;
  }

  function put(
    name: string,
    sizeBytes = 1,
    body: Partial<PeerBody> = {},
    from?: string,
  ): Promise<PeerResponse> {
    const read = async () => new Uint8Array(sizeBytes);
    return send('PUT', name, { sizeBytes, read, ...body }, from);
  }

  /** Sends on what another process has sent. */
  const forward = (name: string, from: string): Promise<PeerResponse> => put(name, 1, {}, from);
  const offer = (name: string, from?: string): Promise<PeerResponse> =>
    send('PUT', name, undefined, from);
  const remove = (name: string): Promise<PeerResponse> => send('DELETE', name);

  /** Lets the peer show its instance, with a request of its own. */
  async function meet(): Promise<void> {
    void remove('met');
    await settleMicrotasks();
    await sent[0]?.end({ status: 404 });
  }

  return {
    link,
    timers,
    sent,
    operations,
    /** How many operations each request carries, without those before it. */
    countsFrom: (first: number) =>
      operations()
        .slice(first)
        .map(({ length }) => length),
    put,
    forward,
    offer,
    remove,
    meet,
    /** The same, and then an operation is in flight: what follows goes in a batch. */
    async fill(): Promise<void> {
      await meet();
      void remove('first');
      await settleMicrotasks();
    },
  };
}

/** The status of each response. */
export async function statusesOf(
  results: readonly (Promise<PeerResponse> | undefined)[],
): Promise<readonly (number | undefined)[]> {
  return (await Promise.all(results)).map((response) => response?.status);
}
