import { systemError } from '../support/disk/memory-tree.ts';
import { describeMessage, type Message, senderOf } from './message.ts';
import type { World } from './world.ts';

export type Side = 'sender' | 'receiver';

/** A message on its way, and its connection as both ends know it. */
export interface Transit {
  readonly message: Message;
  readonly key: string;
  /** Whether the sender has given up, or is gone, and the receiver knows. */
  readonly isBroken: boolean;
  /** Settles with the sender's side: rejects when it is given up. */
  readonly givenUp: Promise<never>;
  /** There was progress: the sender keeps waiting. */
  move(): void;
  /** The sender aborts, and the connection breaks. */
  giveUp(error: Error): void;
  /** The receiver ends the connection. */
  hangUp(): void;
  /** Calls back when the connection breaks, with the side that broke it. */
  onBreak(listener: (by: Side) => void): void;
  /** Waits as long as the transit takes. */
  travel(): Promise<void>;
  end(): void;
}

/** A sender aborts when there is no progress for this long. */
const idleTimeoutMs = 30_000;

export function createTransit(world: World, message: Message): Transit {
  const { prng, faults, network, scheduler } = world;
  const key = describeMessage(message);
  let movedAtMs = scheduler.nowMs;
  let isBroken = false;
  let hasEnded = false;
  const listeners: ((by: Side) => void)[] = [];
  let reject: (error: Error) => void = () => undefined;
  const givenUp = new Promise<never>((_, rejectIt) => {
    reject = rejectIt;
  });
  // It may be given up when nobody waits for it any more.
  givenUp.catch(() => undefined);
  const offDeath = message.sender?.onDeath(() => transit.giveUp(new Error('the sender is gone')));
  watch();
  const { responseTimeoutMs, signal } = message;
  signal?.addEventListener('abort', () => transit.giveUp(signal.reason as Error), { once: true });
  if (responseTimeoutMs !== undefined) {
    const tooSlow = new Error(`no response within ${responseTimeoutMs / 1000} seconds`);
    scheduler.after(responseTimeoutMs, () => hasEnded || transit.giveUp(tooSlow));
  }

  function watch(): void {
    scheduler.after(Math.max(movedAtMs + idleTimeoutMs - scheduler.nowMs, 1), () => {
      if (hasEnded || isBroken) return;
      if (scheduler.nowMs - movedAtMs < idleTimeoutMs) return watch();
      transit.giveUp(new Error('no data for 30 seconds'));
    });
  }

  function shatter(by: Side): void {
    if (by === 'sender' && (isBroken || hasEnded)) return;
    isBroken = true;
    for (const listener of listeners) listener(by);
  }

  function travelMs(): number {
    const isDelayed = faults.strikes('delay', key);
    const extraMs = isDelayed ? prng.below(6000, `${key} delay`) : 0;
    return 0.2 + 3 * prng.number(`${key} travels`) + extraMs + network.slownessMs(message.to);
  }

  const transit: Transit = {
    message,
    key,
    get isBroken() {
      return isBroken;
    },
    givenUp,
    move() {
      movedAtMs = scheduler.nowMs;
    },
    giveUp(error) {
      reject(error);
      shatter('sender');
    },
    hangUp() {
      reject(systemError('ECONNRESET', message.to));
      shatter('receiver');
    },
    onBreak: (listener) => void listeners.push(listener),
    travel: () => scheduler.sleep(travelMs()),
    end() {
      hasEnded = true;
      offDeath?.();
    },
  };
  return transit;
}

/**
 * A message that does not arrive: some senders notice at once, others time out.
 */
export function loseMessage(world: World, transit: Transit, code: string): Promise<never> {
  const { key, message } = transit;
  if (world.prng.chance(0.5, `${key} is lost silently`)) return transit.givenUp;
  return Promise.reject(systemError(code, `${senderOf(message)} → ${message.to}`));
}
