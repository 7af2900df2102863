import { parseStoredName } from '../../lib/names/stored-name.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import type { Answer } from './oracle.ts';
import type { World } from './world.ts';

/** Judges the answer to a GET or HEAD of a name: what is served, and what is said to be absent. */
export function judgeRead({ ledger }: World, answer: Answer): void {
  const { node, letter, status, receivedAt } = answer;
  const { name } = letter;
  const book = ledger.book(node);
  const isServed = status === 200 || status === 206 || status === 304;
  if (isServed && book.wasBuried(name, receivedAt)) {
    ledger.fail('I2', `${node.id} serves ${name}, which it had deleted`);
  }
  const mayLack = node.storageMount.wasMissingSince(receivedAt);
  if (status === 404 && !mayLack && book.wasHeld(name, receivedAt)) {
    ledger.fail('I1', `${node.id} does not serve ${name}, which it had acknowledged`);
  }
  if (letter.method !== 'GET' || answer.body === undefined) return;
  if (status === 200) judgeWhole(ledger, answer, answer.body);
  if (status === 206) judgeRange(ledger, answer, answer.body);
}

function judgeWhole(
  ledger: World['ledger'],
  { node, letter }: Answer,
  body: Uint8Array<ArrayBuffer>,
): void {
  const { name } = letter;
  // A copy that was whole when it was read may be trusted for a day (docs/guarantees.md).
  if (ledger.book(node).rotten.get(name)?.life === node.life) return;
  if (sha1Of(body) === parseStoredName(name)?.sha1) return;
  ledger.fail('I3', `${node.id} serves ${body.length} bytes as ${name}, which are not its own`);
}

/** A range is not verified, so one of a damaged copy may be wrong (docs/guarantees.md). */
function judgeRange(
  ledger: World['ledger'],
  { node, letter, headers }: Answer,
  body: Uint8Array<ArrayBuffer>,
): void {
  const { name } = letter;
  if (ledger.book(node).rotten.has(name)) return;
  const [, first = '', last = ''] =
    /^bytes (\d+)-(\d+)\//u.exec(headers.get('content-range') ?? '') ?? [];
  const expected = ledger.contentOf(name)?.subarray(Number(first), Number(last) + 1);
  if (expected !== undefined && Buffer.compare(expected, body) === 0) return;
  ledger.fail('I3', `${node.id} serves other bytes than asked for of ${name}`);
}
