import type { IncomingMessage } from 'node:http';
import type { Exchange } from '../connection/exchange.ts';

/**
 * How many of all uploads may come by one signed URL, by signed URLs together, and from one
 * address: a signed URL is given to strangers, and must keep nobody out who has a secret. The share
 * of an address is large, because behind a proxy all clients have the same one.
 */
const shares = { signature: 1 / 8, signatures: 1 / 2, address: 3 / 4 };

/** What an upload is counted under, and how large a part of all uploads may be so. */
interface Counted {
  readonly key: string;
  readonly share: number;
}

/** Caps the uploads that wait for their clients: in all, for each signature and each address. */
export interface UploadLimit {
  /** Counts an upload, or says `false` and counts nothing. */
  enter(exchange: Exchange): boolean;
  /** The upload is answered, or its client gone; nothing, for one that is not counted. */
  leave(exchange: Exchange): void;
}

export function createUploadLimit(maxUploads: number): UploadLimit {
  /** What each upload is counted under. */
  const uploads = new Map<Exchange, readonly string[]>();
  const counts = new Map<string, number>();

  function isFull({ key, share }: Counted): boolean {
    return (counts.get(key) ?? 0) >= Math.ceil(maxUploads * share);
  }

  function count(key: string, difference: 1 | -1): void {
    const next = (counts.get(key) ?? 0) + difference;
    if (next === 0) counts.delete(key);
    else counts.set(key, next);
  }

  return {
    enter(exchange) {
      if (uploads.size >= maxUploads) return false;
      const counted = countedUnder(exchange.request);
      if (counted.some(isFull)) return false;
      const keys = counted.map(({ key }) => key);
      for (const key of keys) count(key, 1);
      uploads.set(exchange, keys);
      return true;
    },
    leave(exchange) {
      for (const key of uploads.get(exchange) ?? []) count(key, -1);
      uploads.delete(exchange);
    },
  };
}

function countedUnder({ url = '', socket }: IncomingMessage): readonly Counted[] {
  const address = { key: `address ${socket.remoteAddress}`, share: shares.address };
  const query = url.indexOf('?');
  const signature = query === -1 ? null : new URLSearchParams(url.slice(query)).get('signature');
  if (signature === null) return [address];
  return [
    address,
    { key: `signature ${signature}`, share: shares.signature },
    { key: 'signatures', share: shares.signatures },
  ];
}
