import type { Operation } from '../../lib/journal/journal.ts';
import { kindOf, type Message } from './message.ts';
import type { SimNode } from './sim-node.ts';

/** What the nodes of a run record and send: enough to see when it never comes to an end. */
export interface Traffic {
  /** A node records an operation; returns how often it has recorded that one now. */
  recorded(node: SimNode, operation: Operation): number;
  /** This many bytes of a body were sent from one node to another. */
  moved(message: Message, sizeBytes: number): void;
  /** A connection broke for another reason than the link that always cuts. */
  broke(message: Message): void;
  /** Bodies of which more was sent than `allowedBytes` allows. */
  excess(allowedBytes: (sizeBytes: number, breaks: number) => number): readonly string[];
}

interface Moved {
  /** Of the whole file, when nothing of it was there. */
  sizeBytes: number;
  movedBytes: number;
  breaks: number;
}

export function createTraffic(): Traffic {
  const records = new Map<string, number>();
  const bodies = new Map<string, Moved>();

  function bodyOf(message: Message): Moved | undefined {
    const { sender, to, name, body } = message;
    if (sender === undefined || body === undefined) return undefined;
    if (kindOf(message) !== 'operation') return undefined;
    const key = `${name} to ${to}`;
    const found = bodies.get(key) ?? { sizeBytes: body.sizeBytes, movedBytes: 0, breaks: 0 };
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
      const body = bodyOf(message);
      if (body !== undefined) body.breaks += 1;
    },
    excess(allowedBytes) {
      return [...bodies].flatMap(([key, { sizeBytes, movedBytes, breaks }]) => {
        const allowed = allowedBytes(sizeBytes, breaks);
        return movedBytes > allowed ? [`${key}: ${movedBytes} of ${sizeBytes} bytes`] : [];
      });
    },
  };
}
