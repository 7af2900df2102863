import { handle } from '../../../handlers/router.ts';
import type {
  PeerDownload,
  PeerLink,
  PeerRead,
  PeerRequest,
  PeerResponse,
} from '../../../lib/delivery/peer-link.ts';
import { batchName } from '../../../lib/delivery/status-report.ts';
import { nameHeader } from '../../../lib/http/node-headers.ts';
import type { PeerReplicator } from '../../../lib/replication/peer-replicator.ts';
import { lazyBody } from '../disk/lazy-body.ts';
import { systemError } from '../disk/memory-tree.ts';
import {
  createTestContext,
  type LogLine,
  type TestContext,
  type TestContextOptions,
} from './create-test-context.ts';
import { drainOnce } from './drain-once.ts';
import { createIdleTimers } from './idle-timers.ts';
import type { MemoryCluster, MemoryClusterOptions } from './memory-cluster-options.ts';
import { passLines } from './pass-lines.ts';
import { passToNode } from './pass-to-node.ts';
import { hideIds, type SenderIds, toPeerHeaders, toPeerResponse } from './peer-headers.ts';
import { readFromNode } from './read-from-node.ts';
import type { SentRequest } from './sent-request.ts';
import { settleMicrotasks } from './settle-microtasks.ts';

type Kind = 'legacy' | 'older' | 'node';

interface Member {
  context: TestContext;
  replicators: readonly PeerReplicator[];
}

const urlOf = (id: string): string => `http://${id}`;
const nodeIdOf = (id: string): string => id.charCodeAt(0).toString(16).padStart(16, '0');
const longestMs = 600_000;

export async function createMemoryCluster(options: MemoryClusterOptions): Promise<MemoryCluster> {
  const members = new Map<string, Member>();
  const cuts = new Set<string>();
  const requests: SentRequest[] = [];
  const timers = createIdleTimers();
  const kindOf = (id: string): Kind => {
    if (options.legacyNodes?.includes(id) === true) return 'legacy';
    return options.older?.includes(id) === true ? 'older' : 'node';
  };

  function member(id: string): Member {
    return members.get(id) as Member;
  }

  /** The ids that a node sends in its requests. */
  function idsOf(id: string): SenderIds {
    const { nodeId, instance } = member(id).context.ctx.config;
    if (kindOf(id) === 'legacy') return {};
    return kindOf(id) === 'older' ? { nodeId } : { nodeId, instance };
  }

  /** The node behind a host of a URL, for another one. */
  function reach(from: string, host: string): string {
    const to = cluster.route(host);
    if (!(cuts.has(`${from} ${to}`) || cuts.has(`${to} ${from}`))) return to;
    throw systemError('ECONNREFUSED', to);
  }

  async function pass(from: string, url: string, request: PeerRequest): Promise<PeerResponse> {
    const { method, name } = request;
    const [host = '', ...prefix] = url.split('/');
    const to = reach(from, host);
    const loss = cluster.lossOf({ from, to, name });
    if (loss === 'request') throw new Error('the connection was closed');
    let hasBody = false;
    const body = lazyBody(request, () => {
      hasBody = true;
    });
    const there = name === batchName && options.withoutBatches?.includes(to) ? '_unknown' : name;
    const headers = new Headers(toPeerHeaders(request, idsOf(from)));
    if (kindOf(to) !== 'node' || there !== name) headers.delete(nameHeader);
    const path = [...prefix, ...there.split('/').map(encodeURIComponent)].join('/');
    const init: RequestInit & { duplex: 'half' } = { method, headers, body, duplex: 'half' };
    const { ctx, storageDisk } = member(to).context;
    const { deaths } = storageDisk;
    const response = await handle(new Request(`http://${to}/${path}`, init), ctx);
    // A process that died in the meantime has sent no response.
    if (storageDisk.deaths !== deaths) throw new Error('the connection was closed');
    const text = await response.text();
    const status = loss === 'reply' ? 0 : response.status;
    requests.push({ from, to, method, name, status, hasBody });
    if (loss === 'reply') throw new Error('the connection was closed');
    hideIds(response.headers, kindOf(to));
    response.headers.set('Date', new Date(ctx.clock.nowMs()).toUTCString());
    const received = toPeerResponse(request, { status, headers: response.headers, body: text });
    passLines(request, received, text, loss === 'end');
    return received;
  }

  async function read(from: string, host: string, request: PeerRead): Promise<PeerDownload> {
    const to = reach(from, host);
    const { ctx } = member(to).context;
    const download = await readFromNode(request, idsOf(from), ctx, kindOf(to));
    const { method, name } = request;
    requests.push({ from, to, method, name, status: download.status, hasBody: false });
    return download;
  }

  function start(id: string, context: TestContext): void {
    const connect = (url: string): PeerLink => ({
      send: (request) => pass(id, url.slice('http://'.length), request),
      pass: async (request) =>
        passToNode(member(reach(id, new URL(url).host)).context, request, idsOf(id)),
      passesLines: options.batches === true,
      ...(options.readThrough === true && {
        read: (request) => read(id, url.slice('http://'.length), request),
      }),
    });
    const { ctx, cluster: peers } = context;
    const replicators = peers.createReplicators({ ctx, connect, concurrency: 4, timers });
    members.set(id, { context, replicators: [...replicators.values()] });
  }

  async function turn(): Promise<void> {
    const drains = [...members.values()].flatMap(({ replicators }) => replicators.map(drainOnce));
    // A node that fails cancels nothing that another one has in flight.
    await timers.passUntil(Promise.allSettled(drains));
    await Promise.all(drains);
    if (options.repairs === true) await repair();
  }

  async function repair(): Promise<void> {
    const replicators = [...members.values()].flatMap((one) => one.replicators);
    for (const replicator of replicators) {
      if (replicator.status().state !== 'up') await replicator.probe();
      await replicator.repairer.check();
    }
    await settleMicrotasks();
  }

  function countPending(): number {
    const reports = [...members.values()].flatMap(({ context }) =>
      Object.values(context.ctx.peers.report()),
    );
    return reports.reduce((sum, { length }) => sum + length, 0);
  }

  async function open(
    id: string,
    peers: readonly string[],
    before: TestContextOptions = {},
  ): Promise<void> {
    const config = { peerUrls: peers.map(urlOf) };
    const nodeId = nodeIdOf(options.copies?.[id] ?? id);
    const { windows = {} } = options;
    start(id, await createTestContext({ nodeId, config, segmentBytes: 2000, windows, ...before }));
  }

  for (const [id, peers] of Object.entries(options.peers)) await open(id, peers);

  const cluster: MemoryCluster = {
    node: (id) => member(id).context,
    requests,
    lossOf: () => undefined,
    route: (to) => to,
    cut: (one, other) => void cuts.add(`${one} ${other}`),
    heal() {
      cuts.clear();
      cluster.lossOf = () => undefined;
    },
    turn,
    async settle() {
      for (let ms = 0; ms < longestMs; ms += 1000) {
        await turn();
        for (const { context } of members.values()) await context.cluster.save();
        if (countPending() === 0) return;
        for (const { context } of members.values()) context.clock.ms += 1000;
      }
      throw new Error(`${countPending()} operations are still pending.`);
    },
    async restart(id, how) {
      start(id, await member(id).context[how]());
    },
    async restartWith(id, peers) {
      const { storageDisk, queueDisk, clock, logLines } = member(id).context;
      for (const disk of [storageDisk, queueDisk]) disk.kill();
      await open(id, peers, { storageDisk, queueDisk, clock, logLines });
    },
    stored: (id) =>
      member(id)
        .context.storageDisk.paths()
        .filter((path) => !path.startsWith('.cockatiel/')),
  };
  return cluster;
}

/** The warnings and errors in a node's log. */
export function warnings(node: { readonly logLines: readonly LogLine[] }): readonly string[] {
  return node.logLines.filter(({ level }) => level !== 'debug').map(({ message }) => message);
}
