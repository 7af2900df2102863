import type { CountedRequest } from './counted-request.ts';

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
  /** Counts an upload, or returns `false` and counts nothing. */
  enter(request: CountedRequest): boolean;
  /** The upload has its response, or its client is gone. Does nothing if it is not counted. */
  leave(request: CountedRequest): void;
}

/** Creates a limit of `maxUploads` in all. */
export function createUploadLimit(maxUploads: number): UploadLimit {
  /** The keys that each upload is counted under. */
  const uploads = new Map<CountedRequest, readonly string[]>();
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
    enter(request) {
      if (uploads.size >= maxUploads) return false;
      const quotas = quotasFor(request);
      if (quotas.some(isFull)) return false;
      const keys = quotas.map(({ key }) => key);
      for (const key of keys) count(key, 1);
      uploads.set(request, keys);
      return true;
    },
    leave(request) {
      for (const key of uploads.get(request) ?? []) count(key, -1);
      uploads.delete(request);
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
