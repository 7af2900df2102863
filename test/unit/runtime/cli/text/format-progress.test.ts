import { describe, expect, it } from 'vitest';
import { formatProgress, type Progress } from '../../../../../runtime/cli/text/format-progress.ts';

const half: Progress = {
  files: 5000,
  bytes: 3 * 2 ** 30,
  totalFiles: 10_000,
  elapsedMs: 60_000,
};

describe('the progress bar', () => {
  it('says how far the run is and how long it will take', () => {
    expect(formatProgress(half, 100)).toBe(
      ' 50% [###############---------------]  5,000 of 10,000 files, 3.0 GiB, 1 min left',
    );
  });

  it('leaves out what does not fit', () => {
    expect(formatProgress(half, 50)).toBe(' 50% [#####------]  5,000 of 10,000 files, 3.0 GiB');
    expect(formatProgress(half, 39)).toBe(' 50% [####-----]  5,000 of 10,000 files');
    expect(formatProgress(half, 30)).toBe(' 50% [###########-----------]');
  });

  it('fits any terminal', () => {
    const ends = [0, 1, 10_000, 10_001].map((files) => ({ ...half, files }));
    const all: Progress[] = [half, ...ends, { ...half, totalFiles: undefined }];
    for (const progress of all) {
      for (let columns = 1; columns < 120; columns += 1) {
        expect(formatProgress(progress, columns).length).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('has no end while the files are not counted yet', () => {
    const uncounted = { ...half, totalFiles: undefined };
    expect(formatProgress(uncounted, 80)).toBe('5,000 files, 3.0 GiB');
    expect(formatProgress(uncounted, 15)).toBe('5,000 files');
  });

  it('shows bytes where it is known how many there are', () => {
    const sized = { ...half, files: 1, totalFiles: 4, totalBytes: 4 * 2 ** 30 };
    expect(formatProgress(sized, 100)).toBe(
      ' 75% [######################--------] 1 of 4 files, 3.0 GiB of 4.0 GiB, 20 s left',
    );
    expect(formatProgress({ ...sized, bytes: 0, totalBytes: 0 }, 40)).toContain(' 25%');
  });

  it('does not guess at the beginning, and is full at the end', () => {
    for (const early of [
      { ...half, elapsedMs: 1000 },
      { ...half, files: 0 },
    ]) {
      expect(formatProgress(early, 100)).not.toContain('left');
    }
    const end = formatProgress({ ...half, files: 10_000 }, 100);
    expect(end).toBe(`100% [${'#'.repeat(30)}] 10,000 of 10,000 files, 3.0 GiB`);
    expect(formatProgress({ ...half, files: 0, totalFiles: 0 }, 40)).toContain('100%');
    expect(formatProgress({ ...half, files: 10_002 }, 40)).toContain('100%');
  });
});
