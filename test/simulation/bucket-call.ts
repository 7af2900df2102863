import { ObjectStoreError } from '../../lib/errors/domain-errors.ts';
import { stagingPrefix } from '../../lib/object-store/object-store.ts';
import type { SimBucket } from './sim-bucket.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** One request of a process to a bucket. */
export interface BucketRequest<Result> {
  readonly operation: string;
  readonly key: string;
  /** Whether the store may refuse it because others write there, too. */
  readonly isConditional?: boolean;
  /** What the bucket does once the request has arrived. */
  readonly act: () => Promise<Result>;
}

/** Sends a request, and resolves with the response. Nothing comes back to a process that is gone. */
export type BucketCall = <Result>(request: BucketRequest<Result>) => Promise<Result>;

const deaths = ['power cut', 'kill'] as const;
/** There are few calls, and around each a process should die as often as anywhere. */
const deathWeight = 5;
const partCalls = new Set(['addPart', 'complete']);
/** What asks for this only wants to know whether the bucket is there. */
const absentKey = `${stagingPrefix}nothing`;
/** How such requests, and all others, are counted. */
export const bucketProbe = 'bucket probe';
const bucketRequest = 'bucket request';
/** A conflict is so many times likelier while others write under the same key. */
const conflictWeight = 10;
/** How long a process waits for a response. */
const timeoutMs = 30_000;

/**
 * Gives the calls of one process their time and their faults. A request may arrive although its
 * process is gone, and may do what it should although the process is told something else.
 */
export function createBucketCall(world: World, node: SimNode, bucket: SimBucket): BucketCall {
  const { faults, prng, scheduler, tell } = world;
  const { incarnation } = node;

  function isGone(): boolean {
    return node.incarnation !== incarnation;
  }

  function dieAt(what: string, operation: string): void {
    if (isGone()) return;
    const isCut = partCalls.has(operation) && faults.strikes('bucket: killed between parts', what);
    const death = isCut ? 'kill' : deaths.find((kind) => faults.strikes(kind, what, deathWeight));
    if (death !== undefined) node.die(death, `at ${what}`);
  }

  async function travel(what: string): Promise<void> {
    const isSlow = faults.strikes('bucket: slow', what);
    const extraMs = isSlow ? prng.below(20_000, `${what} slow`) : 0;
    await scheduler.sleep(1 + 10 * prng.number(`${what} travels`) + extraMs);
  }

  /** Some connections break, others time out. */
  async function breakOff(what: string): Promise<never> {
    const isSilent = prng.chance(0.3, `${what} breaks silently`);
    if (isSilent) await scheduler.sleep(timeoutMs);
    throw failure(isSilent ? 'ETIMEDOUT' : 'ECONNRESET');
  }

  async function actLate<Result>(what: string, act: () => Promise<Result>): Promise<never> {
    const lateMs = prng.below(2 * timeoutMs, `${what} late`);
    const late = scheduler.sleep(lateMs).then(() => {
      tell('bucket', `does late: ${what}`);
      return act();
    });
    void world.whileBusy(late.catch(() => undefined));
    await scheduler.sleep(Math.min(lateMs, timeoutMs));
    throw failure('ETIMEDOUT');
  }

  function refuse(what: string, { key, isConditional = false }: BucketRequest<unknown>): void {
    if (faults.strikes('bucket: busy', what)) throw failure('SlowDown');
    if (!isConditional) return;
    const weight = bucket.writesUnder(key) > 1 ? conflictWeight : 1;
    if (faults.strikes('bucket: conflict', what, weight)) {
      throw failure('ConditionalRequestConflict');
    }
  }

  async function exchange<Result>(request: BucketRequest<Result>): Promise<Result> {
    const { operation, key, act } = request;
    world.oracle.counted(key === absentKey ? bucketProbe : bucketRequest);
    if (operation === 'complete') world.reach('a body is spooled in the bucket');
    const what = `${node.id} asks the bucket: ${operation} ${key}`;
    await travel(what);
    dieAt(what, operation);
    if (isGone() && prng.chance(0.5, `${what} was not sent`)) throw failure('ECONNRESET');
    if (bucket.isAwayFrom(node.id) || faults.strikes('bucket: request lost', what)) {
      return await breakOff(what);
    }
    refuse(what, request);
    if (faults.strikes('bucket: request late', what)) return await actLate(what, act);
    const result = await act();
    tell('bucket', `does: ${what}`);
    dieAt(`${what}, done`, operation);
    if (faults.strikes('bucket: response lost', what)) return await breakOff(what);
    await travel(`${what}, done`);
    return result;
  }

  async function respond<Result>(request: BucketRequest<Result>): Promise<Result> {
    const endWrite = bucket.beginWrite(request.key);
    try {
      return await exchange(request);
    } catch (error) {
      if (!isGone()) noteFailure(request, error as Error);
      throw error;
    } finally {
      endWrite();
    }
  }

  /** What the storage of a node fails to do counts like a call of its disk. */
  function noteFailure({ operation, key }: BucketRequest<unknown>, error: Error): void {
    const code = error instanceof ObjectStoreError ? error.code : String(error);
    if (node.bucket === bucket) node.diskFaults += 1;
    tell(node.id, `${code} from the bucket: ${operation} ${key}`);
  }

  return (request) => node.whileAlive(world.whileBusy(respond(request)));
}

function failure(code: string): ObjectStoreError {
  return new ObjectStoreError({ code, detail: 'injected', isTransient: true });
}
