import type { PeerDownload } from '../../../lib/delivery/peer-link.ts';
import type { StoredNameParts } from '../../../lib/names/stored-name.ts';
import { createSha1 } from '../../node/hash.ts';
import { describeFailure } from '../text/describe-failure.ts';
import { checkStatus } from './check-status.ts';
import { FinalError } from './final-error.ts';
import { readRefusal } from './read-refusal.ts';
import type { TransferRun } from './run-transfers.ts';
import type { WriteTarget } from './write-target.ts';

/** A run, and whether the file is the only one of it. */
export interface FetchRun extends TransferRun {
  readonly isOnly: boolean;
}

/** How long a node may take to say whether it has the file, its peers asked. */
const headTimeoutMs = 30_000;

/** Reads a file from one of the nodes into a target; rejects unless it has the SHA-1 it should. */
export async function fetchFile(
  { name, sha1 }: StoredNameParts,
  target: WriteTarget,
  { nodes, report, signal, isOnly }: FetchRun,
): Promise<void> {
  await target.check();
  await nodes.ask(async (link) => {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(headTimeoutMs)]);
    const download = await link.read({ method: 'GET', name, signal: inTime });
    if (download.status !== 200) await refuse(download);
    const { sizeBytes } = download;
    if (isOnly && sizeBytes !== undefined) {
      report.expect(async () => ({ files: 1, bytes: sizeBytes }));
    }
    let bytes = 0;
    const noteBytes = (read: number): void => {
      bytes += read;
      report.noteBytes(read);
    };
    try {
      await target.write(checked(download, sha1, noteBytes));
    } catch (error) {
      download.cancel();
      report.noteBytes(-bytes);
      throw target.isStream && bytes > 0 ? new FinalError(describeFailure(error)) : error;
    }
  });
}

/** Passes the body on, and throws at its end unless it has this SHA-1. */
async function* checked(
  { body, sizeBytes }: PeerDownload,
  sha1: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const hasher = createSha1();
  let bytes = 0;
  for await (const chunk of body) {
    hasher.update(chunk);
    bytes += chunk.length;
    onBytes(chunk.length);
    yield chunk;
  }
  if (sizeBytes !== undefined && bytes !== sizeBytes) throw new Error('the response broke off');
  if (hasher.digest() !== sha1) throw new Error('it sent other bytes than those of the file');
}

/** Throws for a response without the file. */
async function refuse(download: PeerDownload): Promise<never> {
  const { status } = download;
  const text = await readRefusal(download);
  if (status === 404) throw new FinalError('there is no such file');
  checkStatus(status, text, 'read');
  throw new FinalError(`it responded ${status}`);
}
