import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { probeName } from '../../../lib/delivery/status-report.ts';
import type { PeerProxy } from '../cluster/peer-proxy.ts';
import type { ClusterNode } from '../cluster/start-test-cluster.ts';
import { listStaged, listStored, readJournal } from '../disk/disk-view.ts';
import { createKillLedger, type KillLedger } from './kill-ledger.ts';

/** What one node of a cluster has acknowledged over all restarts, to clients and to peers. */
export interface NodePromises {
  /** What was acknowledged to clients. */
  readonly toClients: Pick<KillLedger, 'live' | 'deleted'>;
  /**
   * Checks the node's own disk against them. Nobody else may have repaired that disk: the node is
   * dead, or restarted and not reachable by its peers yet.
   */
  checkDisk(state: 'dead' | 'started'): void;
  /** Asks the node itself for some of what it must have, and must not have. */
  checkServed(pick: (names: readonly string[]) => readonly string[]): Promise<void>;
}

export interface NodePromisesOptions {
  readonly node: ClusterNode;
  /** The links by which peers reach it: they saw its responses to them. */
  readonly incoming: readonly PeerProxy[];
  /** Names whose deletion was ever asked for, anywhere. */
  readonly doomed: ReadonlySet<string>;
}

export function createNodePromises({ node, incoming, doomed }: NodePromisesOptions): NodePromises {
  const ledger = createKillLedger();

  /** Names by the status of the node's responses to peers. */
  function acknowledgedToPeers(method: string, statuses: readonly number[]): string[] {
    return incoming
      .flatMap(({ requests }) => requests)
      .filter((request) => request.method === method && statuses.includes(request.status ?? 0))
      .map(({ path }) => decodeURIComponent(path.slice(1)))
      .filter((name) => name !== probeName);
  }

  function checkDisk(state: 'dead' | 'started'): void {
    const { storage, queue } = node;
    ledger.checkFilesAreWhole(storage);
    const stored = new Set(listStored(storage));
    const journal = readJournal(queue);
    // A segment goes when every peer has what is in it, and then uploads are on no record.
    const isJournalWhole = existsSync(join(queue, 'journal', '0000000000000001.log'));
    const log = new Set(readFileSync(join(queue, 'deletion.log'), 'utf8').split('\n'));
    const kept = [...ledger.live, ...acknowledgedToPeers('PUT', [201, 302])];
    const gone = [...ledger.deleted, ...acknowledgedToPeers('DELETE', [200, 404])];
    // Sent while the deletion was still in progress: its file is removed by the next start.
    const going = acknowledgedToPeers('PUT', [409]);
    const live = kept.filter((name) => !doomed.has(name));
    const isForgotten = (name: string): boolean => !journal.has(`DELETE ${name}`) && !log.has(name);
    expect({
      state,
      lost: live.filter((name) => !stored.has(name)),
      notOnRecord: live.filter((name) => isJournalWhole && !journal.has(`PUT ${name}`)),
      forgotten: [...gone, ...going].filter(isForgotten),
      back: (state === 'dead' ? gone : [...gone, ...going]).filter((name) => stored.has(name)),
      staged: state === 'dead' ? [] : listStaged(storage),
    }).toEqual({ state, lost: [], notOnRecord: [], forgotten: [], back: [], staged: [] });
  }

  return {
    toClients: ledger,
    checkDisk,
    async checkServed(pick) {
      const live = [...ledger.live].filter((name) => !doomed.has(name));
      await ledger.checkServed(node.process, [...pick(live), ...pick([...ledger.deleted])]);
    },
  };
}
