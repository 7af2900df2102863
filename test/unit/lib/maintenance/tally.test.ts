import { describe, expect, it } from 'vitest';
import { adoptedKinds, verifiedKinds } from '../../../../lib/maintenance/finding-kinds.ts';
import { createTally } from '../../../../lib/maintenance/tally.ts';

describe('a tally', () => {
  it('counts each kind, and what is about stored files', () => {
    const tally = createTally(verifiedKinds);
    for (const kind of ['intact', 'other', 'intact', 'corrupt'] as const) tally.add({ kind });
    const counts = verifiedKinds.all.map((kind) => tally.countOf(kind));
    expect(counts).toEqual([2, 1, 0, 1]);
    expect(tally.storedFiles()).toBe(3);
  });

  it.each(['corrupt', 'unreadable'] as const)(
    'of verified files is wrong with a %s one',
    (kind) => {
      const tally = createTally(verifiedKinds);
      for (const right of ['intact', 'other'] as const) tally.add({ kind: right });
      expect(tally.isWrong()).toBe(false);
      tally.add({ kind });
      tally.add({ kind: 'intact' });
      expect(tally.isWrong()).toBe(true);
    },
  );

  it.each(['corrupt', 'unreadable', 'refused'] as const)(
    'of adopted files is wrong with a %s one',
    (kind) => {
      const tally = createTally(adoptedKinds);
      const right = ['adopted', 'replaced', 'present', 'deleted', 'other'] as const;
      for (const each of right) tally.add({ kind: each });
      expect(tally.isWrong()).toBe(false);
      tally.add({ kind });
      expect(tally.isWrong()).toBe(true);
    },
  );
});
