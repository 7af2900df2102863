import type { Fingerprint } from './fingerprint.ts';

/** The size of a fingerprint in a list. */
export const fingerprintBytes = 8;
const firstCapacity = 64;

/** A list of fingerprints in the form in which a file has them: 8 bytes each, big-endian. */
export interface FingerprintList {
  /** Appends a fingerprint. */
  push(fingerprint: Fingerprint): void;
  /** The whole list; valid until the next `push`. */
  bytes(): Uint8Array<ArrayBuffer>;
}

/** Creates an empty list. */
export function createFingerprintList(): FingerprintList {
  let view = new DataView(new ArrayBuffer(firstCapacity * fingerprintBytes));
  let sizeBytes = 0;
  return {
    push({ high, low }) {
      if (sizeBytes === view.byteLength) {
        const larger = new Uint8Array(2 * sizeBytes);
        larger.set(new Uint8Array(view.buffer));
        view = new DataView(larger.buffer);
      }
      view.setUint32(sizeBytes, high);
      view.setUint32(sizeBytes + 4, low);
      sizeBytes += fingerprintBytes;
    },
    bytes: () => new Uint8Array(view.buffer, 0, sizeBytes),
  };
}

/** Decodes the bytes of a list; an incomplete fingerprint at the end is ignored. */
export function* readFingerprints(bytes: Uint8Array): Generator<Fingerprint> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + fingerprintBytes <= bytes.length; at += fingerprintBytes) {
    yield { high: view.getUint32(at), low: view.getUint32(at + 4) };
  }
}
