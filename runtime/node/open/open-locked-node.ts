import type { Secrets } from '../../../lib/access/secrets.ts';
import type { Context } from '../../../lib/context.ts';
import type { RunningReplication } from '../../../lib/replication/start-replication.ts';
import type { OpenNode } from '../../../lib/startup/open-node.ts';
import { isS3Address } from '../../objects/s3-address.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import { startHttpReplication } from '../peers/start-http-replication.ts';
import { createNodeSecrets } from '../secrets.ts';
import { createBucketPeer } from './bucket-peer.ts';
import { createInstruments, type Instruments } from './instruments.ts';
import { openOnBucket } from './open-on-bucket.ts';
import { openOnDisk } from './open-on-disk.ts';

/** A node whose directories are locked. Its host has a server of its own, which serves `ctx`. */
export interface LockedNode {
  readonly ctx: Context;
  /** To be told by the server what it does. */
  readonly traffic: Instruments['traffic'];
  /** Begins to replicate; to be called once, when the server listens. */
  startReplication(): void;
  /** Uses other secrets from the next request on. */
  replaceSecrets(secrets: Secrets): void;
  /**
   * Ends what handlers wait for at a bucket, which may take long, and replication with it. To be
   * called once no client waits for a response any more.
   */
  abort(): void;
  /**
   * Stops replication, saves the state of the peers, and unlocks the directories. No request may be
   * running any more.
   */
  close(): Promise<void>;
}

/** A node, and what unlocks its directories once it is closed. */
export interface OpenedNode {
  readonly node: OpenNode;
  unlock(): Promise<void>;
}

/**
 * Opens a node on a disk or on a bucket: makes and locks its directories, and finishes what a crash
 * left half done. Rejects where the directories or the bucket can't be used.
 */
export async function openLockedNode(given: ResolvedNodeOptions): Promise<LockedNode> {
  const instruments = createInstruments(given);
  const { traffic, syncs } = instruments;
  const options = { ...given, log: instruments.log };
  const secrets = createNodeSecrets(options.secrets);
  const stopping = new AbortController();
  const { signal } = stopping;
  const isOnBucket = isS3Address(options.storage);
  const bucket = isOnBucket ? undefined : createBucketPeer(options, secrets, signal);
  const { node, unlock } = isOnBucket
    ? await openOnBucket(options, secrets.access, signal)
    : await openOnDisk(options, { access: secrets.access, bucket, syncs });
  const directories = {
    storage: isOnBucket ? undefined : options.storage,
    queue: options.queue,
  };
  const watched = instruments.watch(node.ctx, directories, secrets.peerSecret);
  let replication: RunningReplication | undefined;
  let stopped: Promise<void> | undefined;

  function abort(): void {
    // In this order: what is cut off is no fault of a peer then.
    stopped ??= replication?.stop();
    stopping.abort(new Error('The node stops.'));
  }

  return {
    ctx: watched.ctx,
    traffic,
    startReplication() {
      const running = startHttpReplication(node.peers, node.ctx, {
        ...options,
        secret: secrets.peerSecret,
        bucket,
      });
      node.onOperation(() => running.wake());
      replication = running;
    },
    replaceSecrets: (next) => secrets.replace(next),
    abort,
    async close() {
      abort();
      watched.stop();
      await stopped;
      await bucket?.close();
      await node.close();
      await unlock();
    },
  };
}
