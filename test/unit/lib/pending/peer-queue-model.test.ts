import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JournalEntry } from '../../../../lib/journal/journal.ts';
import type { PeerPosition } from '../../../../lib/pending/peer-queue.ts';
import { entries, queueOver } from '../../../support/node/test-queue.ts';

/** So many operations on so many names, some of which are deletions. */
function mixed(count: number, names: number, deletions: readonly boolean[]): JournalEntry[] {
  return entries(count, names).map((entry, index) =>
    deletions[index] === true ? { ...entry, op: 'DELETE' } : entry,
  );
}

const step = fc.record({
  what: fc.constantFrom('take', 'acknowledge', 'setAside', 'restart', 'retryAll'),
  pick: fc.nat(),
});

it('nothing is lost, invented or counted twice, whatever happens in between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.boolean(), { maxLength: 20 }),
      async (steps, names, deletions) => {
        const records = mixed(20, names, deletions);
        let queue = queueOver(records);
        let underWay: JournalEntry[] = [];
        /** By content: what a restart restores has lost its sequence number. */
        let pending = new Set(records.map(({ seconds }) => seconds));
        for (const { what, pick } of steps) {
          const entry = underWay[pick % Math.max(underWay.length, 1)];
          if (what === 'take') {
            const taken = await queue.next(Number.POSITIVE_INFINITY);
            if (taken !== undefined) {
              expect(underWay.map(({ name }) => name)).not.toContain(taken.name);
              expect(pending).toContain(taken.seconds);
              underWay.push(taken);
            }
          } else if (what === 'restart') {
            const saved = JSON.parse(JSON.stringify(queue.snapshot())) as PeerPosition;
            const isUnread = ({ op, sequence }: JournalEntry): boolean =>
              sequence >= (op === 'PUT' ? saved.position : (saved.deletions ?? 0));
            const kept = new Set(
              [...records.filter(isUnread), ...saved.setAside].map(({ seconds }) => seconds),
            );
            for (const seconds of pending) expect(kept).toContain(seconds);
            queue = queueOver(records, saved);
            pending = kept;
            underWay = [];
          } else if (what === 'retryAll') queue.retryDeferredNow('failed');
          else if (entry !== undefined) {
            underWay = underWay.filter((other) => other !== entry);
            if (what === 'setAside') queue.defer(entry, 0);
            else {
              queue.acknowledge(entry);
              pending.delete(entry.seconds);
            }
          }
          expect(queue.length).toBe(pending.size);
        }
      },
    ),
    { numRuns: 500, seed: 7 },
  );
});
