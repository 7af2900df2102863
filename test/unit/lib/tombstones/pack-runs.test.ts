import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fingerprint } from '../../../../lib/collections/fingerprint.ts';
import { openRunFiles, writeRun } from '../../../../lib/tombstones/index-run.ts';
import { packRuns } from '../../../../lib/tombstones/pack-runs.ts';
import { encodeEntries, spreadEntries } from '../../../support/disk/index-entries.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';

const word = fc.constantFrom(0, 1, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_ffff);
const fingerprint = fc.record({ high: word, low: word });

async function packAll(contents: readonly (readonly Fingerprint[])[]) {
  const files = createMemoryDisk().mount();
  await files.makeDirectory('deletion.index');
  for (const [index, content] of contents.entries()) {
    const entries = content.map((one) => ({ ...one, offset: 0 }));
    const span = { from: index, to: index + 1, sequence: 1, modifiedMs: 1 };
    await writeRun(files, span, [encodeEntries(entries)]);
  }
  return await packRuns(await openRunFiles(files));
}

it('packs the fingerprints of all runs, those in several runs once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fingerprint), { maxLength: 4 }), async (contents) => {
      const { runs, fingerprints } = await packAll(contents);
      expect(runs.map((run) => run?.count)).toEqual(contents.map(({ length }) => length));
      const all = contents.flat();
      expect(all.every(fingerprints.has)).toBe(true);
      expect(fingerprints.size).toBe(new Set(all.map(({ high, low }) => `${high} ${low}`)).size);
    }),
    { seed: 7 },
  );
});

it('packs runs of many reads each', async () => {
  const all = spreadEntries(50_000);
  const contents = [all.slice(0, 40_000), all.slice(39_000, 39_100), all.slice(39_100)];
  const { fingerprints } = await packAll(contents);
  expect([fingerprints.size, all.every(fingerprints.has)]).toEqual([50_000, true]);
});
