import type { Context } from '../../lib/context.ts';
import type { Storage } from '../../lib/storage/storage.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/**
 * A node's context as handlers, or the senders of replication, get it, with hooks that observe what
 * is done through it.
 */
export function watchContext(
  world: World,
  node: SimNode,
  ctx: Context,
  who: 'handlers' | 'sender' = 'handlers',
): Context {
  return who === 'sender' ? watchSender(world, ctx) : watchHandlers(world, node, ctx);
}

function watchSender(world: World, ctx: Context): Context {
  return {
    ...ctx,
    tombstones: {
      ...ctx.tombstones,
      async has(name) {
        const isDeleted = await ctx.tombstones.has(name);
        if (isDeleted) world.reach('an upload is not sent, because its name is deleted');
        return isDeleted;
      },
    },
    storage: {
      ...ctx.storage,
      async open(name) {
        const file = await ctx.storage.open(name);
        if (file === undefined) world.reach('a record without a file is dropped');
        return file;
      },
    },
  };
}

function watchHandlers(world: World, node: SimNode, ctx: Context): Context {
  return {
    ...ctx,
    storage: watchStorage(world, ctx.storage),
    journal: {
      append(operation) {
        world.oracle.recorded(node, operation);
        return ctx.journal.append(operation);
      },
      hasRecorded: (name) => ctx.journal.hasRecorded(name),
      forgetRecorded: (name) => ctx.journal.forgetRecorded(name),
      checkSpace: () => ctx.journal.checkSpace(),
      askSpace: () => ctx.journal.askSpace(),
      checkBallast: () => ctx.journal.checkBallast(),
    },
    transfers: {
      run(name, work) {
        let isWorking = false;
        const result = ctx.transfers.run(name, (progress) => {
          isWorking = true;
          return work(progress);
        });
        if (!isWorking) world.reach('a second sender waits for the first');
        return result;
      },
    },
  };
}

function watchStorage(world: World, storage: Storage): Storage {
  return {
    ...storage,
    async stateOf(name, reason) {
      const copy = await storage.stateOf(name, reason);
      if (copy === 'committed') world.reach('an upload finds a committed copy');
      return copy;
    },
    partials: {
      ...storage.partials,
      async append(sha1, body, range) {
        const isKnown = range.first > 0 && storage.partials.offsetOf(sha1) === range.first;
        const staged = await storage.partials.append(sha1, body, range);
        if (isKnown) world.reach('a broken transfer is resumed');
        return staged;
      },
    },
    adopt(name) {
      world.reach('an upload finds a copy from before the start');
      return storage.adopt(name);
    },
  };
}
