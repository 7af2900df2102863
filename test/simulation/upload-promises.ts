import type { Operation } from '../../lib/journal/journal.ts';
import type { Message } from './message.ts';
import type { GivenResponse } from './oracle.ts';
import type { SimNode } from './sim-node.ts';
import { hasCopy } from './stored-files.ts';
import type { World } from './world.ts';

/** What no content of a run has. */
export const wrongHash = '0'.repeat(40);

/** A node acknowledges an upload that is stored under a name. */
export interface StoredUpload extends Pick<GivenResponse, 'node' | 'receivedAt'> {
  readonly name: string;
  readonly status: 200 | 201 | 302;
}

type NoteStored = (stored: StoredUpload) => void;

/** What the responses for resumable uploads have promised, and whether it is kept. */
export interface UploadPromises {
  /** A request has reached a node, whatever the outcome. */
  delivered(node: SimNode, message: Message): void;
  responded(response: GivenResponse): void;
  /** A node is about to record an operation. */
  recorded(node: SimNode, operation: Operation): void;
}

interface Shown {
  readonly offset: number;
  readonly atEvent: number;
}

interface Known {
  /** The offsets that responses have shown, each larger than the one before. */
  readonly shown: Shown[];
  /** How many calls of its disks had failed when it was begun. */
  readonly faults: number;
  readonly incarnation: number;
  stored: string | undefined;
  /** Whether somebody has asked to end it, or its content was found to be another one. */
  isEnded: boolean;
}

/** Files may be lost there that a response spoke of before. */
const losing: readonly unknown[] = [
  'lost disks',
  'files changed by hand',
  'a cloned node id',
  'a missing storage',
];

export function createUploadPromises(world: () => World, noteStored: NoteStored): UploadPromises {
  const uploads = new Map<string, Known>();
  /** The event in which a node recorded an upload last. */
  const recordedAt = new Map<string, number>();

  function begin({ node, message, headers }: GivenResponse): void {
    const metadata = message.headers['Upload-Metadata'] ?? '';
    uploads.set(keyOf(node, (headers.get('location') ?? '').slice(1)), {
      shown: [{ offset: 0, atEvent: world().scheduler.eventCount }],
      faults: node.everFailed,
      incarnation: node.incarnation,
      stored: undefined,
      isEnded: metadata.includes(btoa(wrongHash)),
    });
  }

  function checkOffset({ node, message, headers, receivedAt }: GivenResponse, known: Known): void {
    const { oracle, reach, scheduler } = world();
    const text = headers.get('upload-offset');
    if (text === null) return;
    const offset = Number(text);
    const before = known.shown.findLast(({ atEvent }) => atEvent < receivedAt)?.offset ?? 0;
    const last = known.shown.at(-1)?.offset ?? 0;
    if (offset < before && !mayLose()) {
      oracle.fail('I1', `${node.id} shows ${offset} of ${message.name}, after ${before}`);
    }
    if (offset <= last) return;
    known.shown.push({ offset, atEvent: scheduler.eventCount });
    if (known.incarnation < node.incarnation) reach('a resumable upload goes on after a restart');
  }

  function checkStored(response: GivenResponse, known: Known): void {
    const { oracle, reach, plan } = world();
    const { node, message, headers, receivedAt } = response;
    const location = headers.get('content-location');
    if (location === null) return;
    const name = decodeURIComponent(location.slice(1));
    if (known.stored !== undefined) {
      if (known.stored !== name && !mayLose())
        oracle.fail('I1', `${node.id} has stored ${message.name} as ${known.stored} and ${name}`);
      reach('a resumable upload is shown as stored again');
      return;
    }
    known.stored = name;
    const isNew = (recordedAt.get(`${node.id} ${name}`) ?? -1) >= receivedAt;
    oracle.hear(name);
    if (isNew) {
      noteStored({ node, name, status: 201, receivedAt });
      return;
    }
    // It was stored by an earlier request, and may have been deleted, or lost, since.
    reach('a resumable upload was stored before');
    const isGone = oracle.doomed.has(name) || (mayLose() && !hasCopy(node, name));
    if (!isGone && plan.situation !== 'lost disks') {
      noteStored({ node, name, status: 302, receivedAt });
    }
  }

  /**
   * It may be given up only when its disk has failed; what was stored is known for an hour, unless
   * it is deleted.
   */
  function checkGone({ node, message, receivedAt, status }: GivenResponse, known: Known): void {
    const { oracle, reach, plan } = world();
    if (status !== 404 && status !== 410) return;
    const isFaulty = node.everFailed > known.faults;
    if (isFaulty && !known.isEnded) reach('a resumable upload is given up after a fault');
    const { stored } = known;
    const isForgotten = stored !== undefined && (isForgetful() || oracle.doomed.has(stored));
    const begun = known.shown[0]?.atEvent ?? 0;
    if (isFaulty || known.isEnded || isForgotten || mayLose() || begun >= receivedAt) return;
    oracle.fail('I1', `${node.id} has lost ${message.name}: ${status}, ${plan.situation}`);
  }

  function mayLose(): boolean {
    const { situation } = world().plan;
    return losing.includes(situation);
  }

  /** Few finished uploads are remembered, or the clock jumps beyond their time. */
  function isForgetful(): boolean {
    const { partialUploads, steps } = world().plan;
    return (
      partialUploads?.maxUploads !== undefined ||
      steps.some(({ does }) => does.what === 'clock jump')
    );
  }

  return {
    delivered(node, { method, name }) {
      const known = uploads.get(keyOf(node, name));
      if (known !== undefined && method === 'DELETE') known.isEnded = true;
    },
    responded(response) {
      const { node, message, status } = response;
      const isBegun = message.method === 'POST' && status === 201;
      if (isBegun) begin(response);
      const path = isBegun ? (response.headers.get('location') ?? '').slice(1) : message.name;
      const known = uploads.get(keyOf(node, path));
      // Any other node has passed the request on, and promises nothing itself.
      if (known === undefined) return;
      checkOffset(response, known);
      checkStored(response, known);
      checkGone(response, known);
    },
    recorded(node, { op, name }) {
      if (op === 'PUT') recordedAt.set(`${node.id} ${name}`, world().scheduler.eventCount);
    },
  };
}

/** Of an upload on a node, by its path. */
function keyOf(node: SimNode, path: string): string {
  return `${node.id} ${path}`;
}
