import { randomBytes } from 'node:crypto';
import type { Access } from '../../lib/access/access.ts';
import { createAccess, noSecrets, type Secrets } from '../../lib/access/secrets.ts';
import { hmacSha256 } from './hmac-sha256.ts';

/** The secrets of a running node. */
export interface NodeSecrets {
  readonly access: Access;
  /**
   * What this node shows to its peers: a secret of the cluster or, where it has none, one for
   * writing, since that is what makes a peer then.
   */
  peerSecret(): string | undefined;
  replace(secrets: Secrets): void;
}

export function createNodeSecrets(initial: Secrets = noSecrets): NodeSecrets {
  const access = createAccess(hmacSha256, randomBytes(32), initial);
  let peerSecret = choose(initial);
  return {
    access,
    peerSecret: () => peerSecret,
    replace(secrets) {
      peerSecret = choose(secrets);
      access.replace(secrets);
    },
  };
}

function choose({ cluster, write }: Secrets): string | undefined {
  return cluster[0] ?? write[0];
}
