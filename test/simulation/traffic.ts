import type { Operation } from '../../lib/journal/journal.ts';
import { partsOf, type StoredName } from '../../lib/names/stored-name.ts';
import { kindOf, type Message } from './message.ts';
import type { SimNode } from './sim-node.ts';

/** What the nodes of a run record and send: enough to see when it never comes to an end. */
export interface Traffic {
  /** A node records an operation; returns how often it has recorded that one now. */
  recorded(node: SimNode, operation: Operation): number;
  /** This many bytes of a body were sent from one node to another. */
  moved(message: Message, sizeBytes: number): void;
  /** A connection broke for another reason than the link that always cuts; counts for a whole batch. */
  broke(message: Message): void;
  /** Bodies of which more was sent than `allowedBytes` allows. */
  excess(allowedBytes: (body: Moved) => number): readonly string[];
}

/**
 * A body that was sent to a node: under all names together, because what came of a transfer that
 * broke off is the beginning of any of them.
 */
export interface Moved {
  readonly names: ReadonlySet<string>;
  /** Of the whole file, when nothing of it was there. */
  readonly sizeBytes: number;
  readonly movedBytes: number;
  readonly breaks: number;
}

interface MutableMoved {
  readonly names: Set<string>;
  sizeBytes: number;
  movedBytes: number;
  breaks: number;
}

export function createTraffic(): Traffic {
  const records = new Map<string, number>();
  const bodies = new Map<string, MutableMoved>();

  function bodyOf(message: Message): MutableMoved | undefined {
    const { sender, to, name, body } = message;
    if (sender === undefined || body === undefined) return undefined;
    if (kindOf(message) !== 'operation') return undefined;
    const key = `${partsOf(name as StoredName).sha1} to ${to}`;
    const none = { names: new Set<string>(), sizeBytes: 0, movedBytes: 0, breaks: 0 };
    const found = bodies.get(key) ?? none;
    found.names.add(name);
    found.sizeBytes = Math.max(found.sizeBytes, body.sizeBytes);
    bodies.set(key, found);
    return found;
  }

  return {
    recorded(node, { op, name }) {
      const key = `${node.id} ${op} ${name}`;
      const count = (records.get(key) ?? 0) + 1;
      records.set(key, count);
      return count;
    },
    moved(message, sizeBytes) {
      const body = bodyOf(message);
      if (body !== undefined) body.movedBytes += sizeBytes;
    },
    broke(message) {
      for (const one of message.operations ?? [message]) {
        const body = bodyOf(one);
        if (body !== undefined) body.breaks += 1;
      }
    },
    excess(allowedBytes) {
      return [...bodies].flatMap(([key, body]) => {
        const { names, sizeBytes, movedBytes } = body;
        const what = `${key}, as ${[...names].join(', ')}: ${movedBytes} of ${sizeBytes} bytes`;
        return movedBytes > allowedBytes(body) ? [what] : [];
      });
    },
  };
}
