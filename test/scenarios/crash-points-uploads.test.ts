import { describe, expect, it } from 'vitest';
import {
  atEveryDiskCall,
  clearFault,
  type Fault,
  type FaultOutcome,
  faults,
  injectFault,
} from '../support/disk/faults.ts';
import { systemError } from '../support/disk/memory-tree.ts';
import { createTestContext, type TestContext } from '../support/node/create-test-context.ts';
import { send } from '../support/node/send.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import { beginUpload, fileOf, sendPart, sendTus } from '../support/node/tus.ts';

/*
 * A client that uploads by tus while a fault hits one disk call of the node, and goes on once that
 * is over. It notes what it was told: no offset that a response has shown may be lost by a kill or
 * a power cut, the file appears whole or not at all, and nothing is left once all has expired.
 */

const content = 'hello, large world';
const hourMs = 60 * 60 * 1000;
/** After these the disk has said that something can't be kept, so the upload may be gone. */
const mayLose = new Set<Fault>(['EIO', 'one dead disk', 'ENOSPC', 'full disks']);

/** What a client knows of its upload. */
interface ClientState {
  path?: string;
  /** As many bytes were acknowledged. */
  offset: number;
  file?: string;
}

async function begin(node: TestContext, client: ClientState): Promise<void> {
  client.path = await beginUpload(node, content.length);
}

/** Sends all bytes from an offset on, in two requests, and notes what is acknowledged. */
async function sendRest(node: TestContext, client: ClientState): Promise<void> {
  const { path = '' } = client;
  for (const end of [7, content.length].filter((end) => end > client.offset)) {
    const response = await sendPart(node, path, client.offset, content.slice(client.offset, end));
    if (response.status !== 204) throw new Error(`${response.status} ${await response.text()}`);
    client.offset = end;
    if (end === content.length) client.file = fileOf(response);
  }
}

/** A client that knows the protocol: it asks how far its upload is, or begins another. */
async function goOn(node: TestContext, client: ClientState, mayBeGone: boolean): Promise<void> {
  if (client.path !== undefined) {
    const head = await sendTus(node, 'HEAD', client.path);
    if (head.status === 200) {
      const offset = Number(head.headers.get('upload-offset'));
      expect(offset).toBeGreaterThanOrEqual(client.offset);
      client.offset = offset;
      if (offset === content.length) client.file = fileOf(head);
    } else {
      expect([404, 410]).toContain(head.status);
      expect(mayBeGone).toBe(true);
      delete client.path;
      client.offset = 0;
    }
  }
  if (client.path === undefined) await begin(node, client);
  await sendRest(node, client);
}

function storedPaths({ storageDisk }: TestContext): readonly string[] {
  return storageDisk.paths().filter((path) => !path.startsWith('.cockatiel/'));
}

async function expectWhole(node: TestContext, file: string): Promise<void> {
  expect(file).toContain(sha1Of(content));
  expect(await (await send(node, 'GET', file)).text()).toBe(content);
}

/** The part that a fault interrupts, after what has happened before it. */
interface Run {
  readonly prepare: (node: TestContext, client: ClientState) => Promise<TestContext>;
  readonly act: (node: TestContext, client: ClientState) => Promise<void>;
}

const runs: Readonly<Record<string, Run>> = {
  'an upload from its first request to its last': {
    prepare: async (node) => node,
    async act(node, client) {
      await begin(node, client);
      await sendRest(node, client);
    },
  },
  'an upload that goes on after a restart': {
    async prepare(node, client) {
      await begin(node, client);
      await sendPart(node, client.path ?? '', 0, content.slice(0, 3));
      client.offset = 3;
      return await node.restartAfterKill();
    },
    act: sendRest,
  },
  'an upload that is stored after a restart': {
    async prepare(node, client) {
      await begin(node, client);
      node.storageDisk.intercept = ({ operation, path }) => {
        const isToName = operation === 'rename' && !path.startsWith('.cockatiel/');
        if (isToName) throw systemError('ENOSPC', path);
      };
      const response = await sendPart(node, client.path ?? '', 0, content);
      expect(response.status).toBe(507);
      node.storageDisk.intercept = () => undefined;
      client.offset = content.length;
      return await node.restartAfterKill();
    },
    async act(node, client) {
      const head = await sendTus(node, 'HEAD', client.path ?? '');
      if (head.status !== 200) throw new Error(`${head.status}`);
      client.file = fileOf(head);
    },
  },
};

async function runOnce(run: Run, fault: Fault, nth: number): Promise<boolean> {
  const client: ClientState = { offset: 0 };
  const opened = await run.prepare(await createTestContext(), client);
  const outcome: FaultOutcome = injectFault(opened, fault, nth);
  await run.act(opened, client).catch(() => undefined);
  clearFault(opened);
  if (outcome.met === undefined) return false;
  const lives = fault === 'EIO' || fault === 'ENOSPC' || fault === 'full disks';
  for (const path of storedPaths(opened)) {
    expect(new TextDecoder().decode(opened.storageDisk.read(path))).toBe(content);
  }
  const node = lives ? opened : await opened.restartAfterCrash();
  await goOn(node, client, mayLose.has(fault));
  await expectWhole(node, client.file ?? '');
  // It is stored once, where its client was not told that the upload is gone.
  if (!mayLose.has(fault)) expect(storedPaths(node)).toHaveLength(1);
  const next = await node.restartAfterCrash();
  await expectWhole(next, client.file ?? '');
  next.clock.ms += 25 * hourMs;
  await next.ctx.storage.uploads?.sweep();
  const left = next.storageDisk.paths().filter((path) => path.startsWith('.cockatiel/uploads/'));
  expect(left).toEqual([]);
  expect(next.storageDisk.openFileCount).toBe(0);
  return true;
}

describe.each(Object.keys(runs))('%s', (name) => {
  it.each(faults)('is kept with %s at any disk call', async (fault) => {
    const calls = await atEveryDiskCall((nth) => runOnce(runs[name] as Run, fault, nth));
    expect(calls).toBeGreaterThan(5);
  });
});
