import { randomBytes } from 'node:crypto';
import type { Access } from '../../lib/access/access.ts';
import { createAccess, noSecrets, type Secrets } from '../../lib/access/secrets.ts';
import { hmacSha256 } from './hash.ts';

/** The secrets of a running node. */
export interface NodeSecrets {
  readonly access: Access;
  /**
   * The secret that this node sends to its peers: the first cluster secret or, without one, the
   * first write secret, which authenticates peers then.
   */
  peerSecret(): string | undefined;
  replace(secrets: Secrets): void;
}

/** Holds the secrets, which may be replaced while the node runs. */
export function createNodeSecrets(initial: Secrets = noSecrets): NodeSecrets {
  const access = createAccess(hmacSha256, randomBytes(32), initial);
  let peerSecret = choosePeerSecret(initial);
  return {
    access,
    peerSecret: () => peerSecret,
    replace(secrets) {
      peerSecret = choosePeerSecret(secrets);
      access.replace(secrets);
    },
  };
}

function choosePeerSecret({ cluster, write }: Secrets): string | undefined {
  return cluster[0] ?? write[0];
}
