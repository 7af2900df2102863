import { parseStoredName, type StoredNameParts } from '../../lib/names/stored-name.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import { unstamped } from './unstamped.ts';

/** The names and contents of a run. */
export interface KnownNames {
  /** The stored names that are known to anybody, in order. */
  readonly names: readonly string[];
  /** The content of every name that an upload may have got. */
  contentOf(name: string): Uint8Array<ArrayBuffer> | undefined;
  /** A client is about to send an upload that is whole and says so: it may be stored. */
  offered(base: string, content: Uint8Array<ArrayBuffer>): void;
  /** Whether an upload was sent that would get this name. */
  wasOffered(parts: StoredNameParts): boolean;
  /** A name becomes known. */
  hear(name: string): void;
}

export function createKnownNames(): KnownNames {
  const names: string[] = [];
  const known = new Set<string>();
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  const bases = new Set<string>();
  return {
    names,
    contentOf: (name) => contents.get(parseStoredName(name)?.sha1 ?? ''),
    offered(base, content) {
      const sha1 = sha1Of(content);
      contents.set(sha1, content);
      bases.add(`${base} ${sha1}`);
    },
    wasOffered: (parts) => bases.has(`${unstamped(parts)} ${parts.sha1}`),
    hear(name) {
      if (known.has(name)) return;
      known.add(name);
      names.push(name);
    },
  };
}
