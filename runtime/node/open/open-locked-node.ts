import type { Secrets } from '../../../lib/access/secrets.ts';
import type { Context } from '../../../lib/context.ts';
import type { RunningReplication } from '../../../lib/replication/start-replication.ts';
import type { OpenNode } from '../../../lib/startup/open-node.ts';
import { isS3Address } from '../../objects/s3-address.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import { startHttpReplication } from '../peers/start-http-replication.ts';
import { createNodeSecrets } from '../secrets.ts';
import { createBucketPeer } from './bucket-peer.ts';
import { openOnBucket } from './open-on-bucket.ts';
import { openOnDisk } from './open-on-disk.ts';

/** A node whose directories are locked. Its host has a server of its own, which serves `ctx`. */
export interface LockedNode {
  readonly ctx: Context;
  /** Begins to replicate; to be called once, when the server listens. */
  startReplication(): void;
  /** Uses other secrets from the next request on. */
  replaceSecrets(secrets: Secrets): void;
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
export async function openLockedNode(options: ResolvedNodeOptions): Promise<LockedNode> {
  const secrets = createNodeSecrets(options.secrets);
  const open = isS3Address(options.storage) ? openOnBucket : openOnDisk;
  const bucket = isS3Address(options.storage) ? undefined : createBucketPeer(options, secrets);
  const { node, unlock } = await open(options, secrets.access, bucket);
  let replication: RunningReplication | undefined;
  return {
    ctx: node.ctx,
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
    async close() {
      await replication?.stop();
      await bucket?.close();
      await node.close();
      await unlock();
    },
  };
}
