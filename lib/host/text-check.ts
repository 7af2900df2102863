/** Checks the encoding of bytes. A host may bring a faster one than `portableTextCheck`. */
export interface TextCheck {
  /** Whether all bytes are ASCII; so for no bytes. */
  isAscii(bytes: Uint8Array): boolean;
  /** Whether the bytes are valid UTF-8 (RFC 3629), without a sequence that is cut off. */
  isUtf8(bytes: Uint8Array): boolean;
}

/** The check for any host. */
export const portableTextCheck: TextCheck = {
  isAscii: (bytes) => bytes.every((byte) => byte < 0x80),
  isUtf8(bytes) {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      return true;
    } catch {
      return false;
    }
  },
};
