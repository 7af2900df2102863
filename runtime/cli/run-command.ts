import { runAdopt } from './adopt-command.ts';
import { runGet } from './client/run-get.ts';
import { runLs } from './client/run-ls.ts';
import { runPut } from './client/run-put.ts';
import { runRm } from './client/run-rm.ts';
import type { CommandName, WordCommand } from './commands/command.ts';
import { runCopy } from './copy-command.ts';
import type { FlagValues } from './flags/flag-values.ts';
import { runOffline } from './offline/run-offline.ts';
import { runStatus } from './status/run-status.ts';
import { runVerify } from './verify-command.ts';

/** A command that ends by itself, with a status that says whether all is right. */
type EndingCommand = WordCommand | Extract<CommandName, 'verify'>;

type Run = (values: FlagValues, words: readonly string[]) => Promise<number>;

const runs: Readonly<Record<EndingCommand, Run>> = {
  status: runStatus,
  put: runPut,
  get: runGet,
  rm: runRm,
  ls: runLs,
  verify: runVerify,
  adopt: runAdopt,
  copy: runCopy,
};

/** Runs one, and returns its exit status. Throws a `UsageError` where it can't be done. */
export async function runCommand(
  name: EndingCommand,
  values: FlagValues,
  words: readonly string[],
): Promise<number> {
  return await runOffline(() => runs[name](values, words));
}
