import { describe, expect, it } from 'vitest';
import { atEveryDiskCall, clearFault, faults, injectFault } from '../../../support/disk/faults.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { pending } from '../../../support/node/pending.ts';
import { send } from '../../../support/node/send.ts';

const config = { peerUrls: ['http://peer'] };
const [kept, gone] = [nameOf('dir/kept', 'kept'), nameOf('dir/gone', 'gone')];

function entry(operation: string, filename: unknown): string {
  return JSON.stringify({ operation, filename });
}

/** Disks as the Python version leaves them. */
function legacyDisks(): Pick<TestContext, 'storageDisk' | 'queueDisk'> {
  const [storageDisk, queueDisk] = [createMemoryDisk(), createMemoryDisk()];
  storageDisk.write(kept, 'kept');
  storageDisk.write(gone, 'gone');
  queueDisk.write('httppeer8080/q-1500000000000001', entry('PUT', kept));
  queueDisk.write('httppeer8080/q-1500000000000002', entry('PUT', gone));
  queueDisk.write('httpother8080/q-1500000000000003', entry('DELETE', gone));
  return { storageDisk, queueDisk };
}

async function expectTakenOver(node: TestContext): Promise<void> {
  expect(node.queueDisk.paths().filter((path) => path.includes('/q-'))).toEqual([]);
  expect(node.storageDisk.paths()).toEqual([kept]);
  expect(pending(node)).toBeGreaterThanOrEqual(3);
  expect(await node.ctx.tombstones.has(gone)).toBe(true);
  expect((await send(node, 'GET', `/${gone}`)).status).toBe(404);
}

describe('the queue of the Python version', () => {
  it.each([
    ['list', 'EACCES', 'lost+found'],
    ['list', 'EPERM', 'lost+found'],
    ['open', 'EACCES', 'httppeer8080/q-1500000000000001'],
  ])('may hold what the node may not read (%s, %s)', async (operation, code, path) => {
    const disks = legacyDisks();
    disks.queueDisk.write('lost+found/q-1', 'foreign');
    disks.queueDisk.intercept = (call) => {
      if (call.operation === operation && call.path === path) throw systemError(code, path);
    };
    const node = await createTestContext({ ...disks, config });
    expect(pending(node)).toBe(operation === 'list' ? 3 : 2);
    expect(node.queueDisk.paths()).toContain(operation === 'list' ? 'lost+found/q-1' : path);
  });

  it('is logged where a directory called like a peer may not be read, and kept', async () => {
    const disks = legacyDisks();
    disks.queueDisk.write('lost+found/q-1', 'foreign');
    disks.queueDisk.intercept = ({ operation, path }) => {
      if (operation === 'list' && /^(?:http|lost)/u.test(path)) throw systemError('EACCES', path);
    };
    const node = await createTestContext({ ...disks, config });
    expect(pending(node)).toBe(0);
    const unreadable = 'a queue of the Python version is unreadable; it is left in place';
    const logged = node.logLines.filter(({ message }) => message === unreadable);
    const kept = node.queueDisk.paths().filter((path) => path.startsWith('http'));
    expect(logged).toHaveLength(new Set(kept.map((path) => path.split('/')[0])).size);
    expect(kept.length).toBeGreaterThan(0);
  });

  it('prevents a start where the disk of it fails', async () => {
    const disks = legacyDisks();
    disks.queueDisk.intercept = ({ operation, path }) => {
      if (operation === 'list' && path === 'httppeer8080') throw systemError('EIO', path);
    };
    const opened = createTestContext({ ...disks, config });
    await expect(opened).rejects.toMatchObject({ code: 'EIO' });
  });

  it('is imported completely, and its directories are removed', async () => {
    const node = await createTestContext({ ...legacyDisks(), config });
    await expectTakenOver(node);
    expect(pending(node)).toBe(3);
    expect(node.queueDisk.directories()).toEqual(['deletion.index', 'journal']);
    const { message, fields } = node.logLines.find(({ level }) => level === 'warn') ?? {};
    expect([message, fields]).toEqual([
      'operations of the Python version were imported',
      { imported: 3 },
    ]);
    const next = await node.restartAfterCrash();
    expect(pending(next)).toBeGreaterThanOrEqual(3);
  });

  it('keeps what is unreadable or foreign where it is, and logs it', async () => {
    const disks = legacyDisks();
    const odd = {
      'httppeer8080/q-1': '',
      'httppeer8080/q-2': '{"operation": "PU',
      'httppeer8080/q-3': 'null',
      'httppeer8080/q-4': entry('POST', kept),
      'httppeer8080/q-5': entry('PUT', 'no stamp'),
      'httppeer8080/q-6': entry('DELETE', `../${kept}`),
      'httppeer8080/q-7': entry('PUT', 7),
      'httppeer8080/notes.txt': 'hands off',
      'httppeer8080/q-x': 'hands off',
    };
    for (const [path, content] of Object.entries(odd)) disks.queueDisk.write(path, content);
    disks.queueDisk.plant('httppeer8080/q-8', 'link');
    const node = await createTestContext({ ...disks, config });
    const left = node.queueDisk.paths().filter((path) => path.startsWith('httppeer8080/'));
    expect(left).toEqual([...Object.keys(odd), 'httppeer8080/q-8'].sort());
    expect(pending(node)).toBe(3);
    const logged = node.logLines.filter(({ message }) =>
      message.includes('is unreadable; it is left'),
    );
    expect(logged.map(({ fields }) => fields['path'])).toHaveLength(8);
  });

  it('is left for the next start where the disk is full', async () => {
    const disks = legacyDisks();
    disks.queueDisk.intercept = ({ operation, path }) => {
      if (operation === 'create' && path.startsWith('journal/')) {
        throw Object.assign(new Error(path), { code: 'ENOSPC' });
      }
    };
    const node = await createTestContext({ ...disks, config });
    expect(node.queueDisk.paths().filter((path) => path.includes('/q-'))).toHaveLength(3);
    clearFault(disks);
    await expectTakenOver(await node.restartAfterCrash());
  });

  it.each(faults)(
    'is imported completely after a start with %s at any disk call',
    async (fault) => {
      await atEveryDiskCall(async (nth) => {
        const disks = legacyDisks();
        const outcome = injectFault(disks, fault, nth);
        await createTestContext({ ...disks, config }).catch(() => undefined);
        clearFault(disks);
        for (const disk of [disks.storageDisk, disks.queueDisk]) {
          if (fault === 'kill') disk.kill();
          else disk.crash();
        }
        await expectTakenOver(await createTestContext({ ...disks, config }));
        return outcome.met !== undefined;
      });
    },
  );
});
