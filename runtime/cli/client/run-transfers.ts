import { inParallel } from '../../../lib/concurrency/in-parallel.ts';
import { endBySignal, onInterrupt, type StopSignal } from '../offline/interrupts.ts';
import { createScreen } from '../offline/screen.ts';
import type { ClientSettings } from './client-settings.ts';
import { createNodes, type Nodes, requestsAtOnce } from './nodes.ts';
import { createTransferReport, type TransferReport } from './transfer-report.ts';

/** What a transfer works with. */
export interface TransferRun {
  readonly nodes: Nodes;
  readonly report: TransferReport;
  /** Aborts when the run is interrupted. */
  readonly signal: AbortSignal;
}

/** A command that asks nodes for one thing a file. */
export interface Transfers<Item> {
  readonly settings: ClientSettings;
  /** What is said of a file that is done, such as `stored`. */
  readonly doneWord: string;
  items(report: TransferReport): AsyncGenerator<Item>;
  /** What errors call an item. */
  labelOf(item: Item): string;
  /** Transfers one; resolves with the line to print, if there is one. */
  transfer(item: Item, run: TransferRun): Promise<string | undefined>;
}

/**
 * Transfers all items, some at a time, and returns the exit status: 1 if one of them failed, which
 * does not keep the others. A signal ends the process once nothing is left of what was under way.
 */
export async function runTransfers<Item>(work: Transfers<Item>): Promise<number> {
  const { settings, doneWord, items, labelOf, transfer } = work;
  const nowMs = (): number => performance.now();
  const report = createTransferReport({ screen: createScreen(), doneWord, nowMs });
  const nodes = createNodes(settings);
  const interrupt = new AbortController();
  const { signal } = interrupt;
  let interruptedBy: StopSignal | undefined;
  onInterrupt((stopSignal) => {
    interruptedBy = stopSignal;
    interrupt.abort();
    nodes.close();
  });
  try {
    await inParallel(items(report), requestsAtOnce, async (item) => {
      signal.throwIfAborted();
      try {
        report.noteDone(await transfer(item, { nodes, report, signal }));
      } catch (error) {
        signal.throwIfAborted();
        report.noteFailed(labelOf(item), error);
      }
    });
  } catch (error) {
    if (interruptedBy === undefined) throw error;
  } finally {
    nodes.close();
    report.finish(interruptedBy !== undefined);
  }
  if (interruptedBy !== undefined) endBySignal(interruptedBy);
  return report.status();
}
