import * as fs from 'node:fs';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createSetModified } from '../../../../runtime/node/set-modified.ts';

vi.mock('node:fs', async (load) => {
  const original = await load<typeof fs>();
  return { ...original, lutimesSync: vi.fn(original.lutimesSync) };
});

const synchronous = vi.mocked(fs.lutimesSync);
let clockMs = 0;
/** How long each synchronous call takes. */
let callMs = 0;
let path: string;

beforeEach(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'cockatiel-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  path = join(directory, 'file');
  writeFileSync(path, '');
  const { lutimesSync } = await vi.importActual<typeof fs>('node:fs');
  synchronous.mockReset().mockImplementation((...args) => {
    clockMs += callMs;
    lutimesSync(...args);
  });
  clockMs = 1000;
  callMs = 0;
});

/** Sets the time once a millisecond, and returns how many of the calls were synchronous. */
async function countSynchronous(calls: number): Promise<number> {
  const setModified = createSetModified(() => clockMs);
  for (let second = 1; second <= calls; second += 1) {
    await setModified(path, second * 1000);
    expect(statSync(path).mtimeMs).toBe(second * 1000);
    clockMs += 1;
  }
  return synchronous.mock.calls.length;
}

test('quick calls are synchronous', async () => {
  expect(await countSynchronous(100)).toBe(100);
});

test('of slow calls nearly none is', async () => {
  callMs = 1;
  expect(await countSynchronous(1000)).toBeLessThan(10);
});

test('after one slow call a few are not', async () => {
  synchronous.mockImplementationOnce(() => {
    clockMs += 1;
    fs.utimesSync(path, 1, 1);
  });
  expect(await countSynchronous(100)).toBe(91);
});

test('a call that fails rejects', async () => {
  const setModified = createSetModified(() => clockMs);
  await expect(setModified(`${path}/below`, 0)).rejects.toMatchObject({ code: 'ENOTDIR' });
});
