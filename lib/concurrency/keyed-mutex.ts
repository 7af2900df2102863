import type { NameLocks } from '../context.ts';
import type { StoredName } from '../names/stored-name.ts';

/** Creates locks that live as long as somebody holds or awaits them. */
export function createNameLocks<Name extends string = StoredName>(): NameLocks<Name> {
  const tails = new Map<Name, Promise<unknown>>();

  return {
    async withLock(name, work) {
      const result = (tails.get(name) ?? Promise.resolve()).then(work);
      const tail = result.catch(() => undefined);
      tails.set(name, tail);
      try {
        return await result;
      } finally {
        if (tails.get(name) === tail) tails.delete(name);
      }
    },
  };
}
