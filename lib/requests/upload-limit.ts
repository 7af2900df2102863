import type { CountedRequest } from './counted-request.ts';
import { createPlaces } from './places.ts';

/**
 * The largest share of all uploads for one signed URL, for all signed URLs together, and for one
 * address. Signed URLs are given to strangers, who must not keep out callers with a secret. The
 * share of an address is large, because behind a proxy all clients have the same one.
 */
const shares = { signature: 1 / 8, signatures: 1 / 2, address: 3 / 4 };

/** A key that an upload is counted under, and the largest share of all uploads for that key. */
interface Quota {
  readonly key: string;
  readonly share: number;
}

/** Limits the uploads that wait for their clients: in all, for each signature and each address. */
export interface UploadLimit {
  /**
   * Takes a place for an upload, and returns what gives it back, once; `undefined` if there is none
   * for it.
   */
  take(request: CountedRequest): (() => void) | undefined;
}

/** Creates a limit of `maxUploads` in all. */
export function createUploadLimit(maxUploads: number): UploadLimit {
  const places = createPlaces(maxUploads);
  const counts = new Map<string, number>();

  function isFull({ key, share }: Quota): boolean {
    return (counts.get(key) ?? 0) >= Math.ceil(maxUploads * share);
  }

  function count(key: string, difference: 1 | -1): void {
    const next = (counts.get(key) ?? 0) + difference;
    if (next === 0) counts.delete(key);
    else counts.set(key, next);
  }

  return {
    take(request) {
      const quotas = quotasFor(request);
      if (quotas.some(isFull)) return undefined;
      const giveBack = places.take();
      if (giveBack === undefined) return undefined;
      for (const { key } of quotas) count(key, 1);
      return () => {
        giveBack();
        for (const { key } of quotas) count(key, -1);
      };
    },
  };
}

function quotasFor({ url, clientAddress }: CountedRequest): readonly Quota[] {
  // Where addresses are not known, all clients would share the places of one.
  const address =
    clientAddress === undefined ? [] : [{ key: `address ${clientAddress}`, share: shares.address }];
  const query = url.indexOf('?');
  const signature = query === -1 ? null : new URLSearchParams(url.slice(query)).get('signature');
  if (signature === null) return address;
  return [
    ...address,
    { key: `signature ${signature}`, share: shares.signature },
    { key: 'signatures', share: shares.signatures },
  ];
}
