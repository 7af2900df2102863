import { readdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { signUrl } from '../../../runtime/sign-url.ts';
import { listStaged, listStored } from '../disk/disk-view.ts';
import { startTestNode, useTestDirectory } from '../process/start-test-node.ts';

const secret = 'secret-of-the-writers';

/** Who may upload: anybody, who shows the secret in a header, or who has a signed URL. */
export type Guard = 'anybody' | 'secret' | 'signed URL';

/** A node to which the page of an application uploads. */
export interface LibraryNode {
  /** What the page's libraries are given for resumable uploads. */
  readonly endpoint: string;
  /** What they are given for forms, which go to `dir/`. */
  readonly target: string;
  /** What they send along; none but where a secret is shown. */
  readonly headers: Readonly<Record<string, string>>;
  /** The names of all files that it has, in a directory of its disk. */
  stored(): string[];
  readonly storage: string;
  /** How many files of uploads lie there that are not stored, and drafts of other kinds. */
  leftOvers(): number;
  /** How many bytes of the unfinished uploads have come, and how many of them are durable. */
  received(): { readonly bytes: number; readonly durable: number };
  /** Deletes a stored file, as whoever has the secret may. */
  delete(name: string): Promise<void>;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again, on its port and its directories. */
  restart(): Promise<void>;
}

/** Starts a node that pages of an origin may upload to. */
export async function startLibraryNode(origin: string, guard: Guard): Promise<LibraryNode> {
  const directory = await useTestDirectory();
  const file = join(directory, 'write.secret');
  await writeFile(file, secret, { mode: 0o600 });
  const args = ['--cors-origin', origin];
  if (guard !== 'anybody') args.push('--write-secret-file', file);
  let node = await startTestNode(args, directory);
  const { url, storage } = node;
  const uploads = join(storage, '.cockatiel', 'uploads');
  const query = guard === 'signed URL' ? signQuery() : '';
  return {
    endpoint: `${url}/_tus/${query}`,
    target: `${url}/dir/${query}`,
    headers: guard === 'secret' ? { Authorization: `Bearer ${secret}` } : {},
    stored: () => listStored(storage),
    storage,
    leftOvers: () => listStaged(storage).length + bytesFiles(uploads).length,
    received: () => {
      const names = bytesFiles(uploads);
      const durable = names.map((name) => offsetOf(join(uploads, `${name}.json`)));
      return {
        bytes: sum(names.map((name) => sizeOf(join(uploads, name)))),
        durable: sum(durable),
      };
    },
    async delete(name) {
      const headers = { Authorization: `Bearer ${secret}` };
      const { status } = await fetch(`${url}/${encodeURI(name)}`, { method: 'DELETE', headers });
      expect(status).toBe(200);
    },
    async kill() {
      await node.stop('SIGKILL');
    },
    async restart() {
      node = await startTestNode([...args, '--port', String(node.port)], directory);
    },
  };
}

function signQuery(): string {
  const expires = Math.floor(Date.now() / 1000) + 3600;
  return signUrl({ secret, method: 'PUT', name: 'dir/', isPrefix: true, expires });
}

function bytesFiles(uploads: string): string[] {
  return readdirSync(uploads).filter((name) => !name.includes('.'));
}

/** 0 for a file that is gone by now. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function offsetOf(path: string): number {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { offset: number }).offset;
  } catch {
    return 0;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
