import { rmFlags as flags } from '../flags/client-flags.ts';
import type { FlagValues } from '../flags/flag-values.ts';
import { checkStatus } from './check-status.ts';
import { readTransferSettings } from './client-settings.ts';
import { parseTarget } from './parse-target.ts';
import { runTransfers } from './run-transfers.ts';

/** Runs `cockatiel rm`, and returns its exit status: 0, or 1 if something may be there still. */
export async function runRm(values: FlagValues, words: readonly string[]): Promise<number> {
  const settings = readTransferSettings(values, flags, 'write', process.env);
  return await runTransfers<string>({
    settings,
    doneWord: 'deleted',
    async *items(report) {
      report.expect(async () => ({ files: words.length, bytes: undefined }));
      yield* words;
    },
    labelOf: (word) => word,
    async transfer(word, { nodes }) {
      const { name } = parseTarget(word, settings.nodes);
      const status = await nodes.ask(async (link) => {
        const response = await link.send({ method: 'DELETE', name });
        // The deletion is recorded, whether the file was there or not.
        if (response.status !== 404) checkStatus(response.status, response.text, 'write');
        return response.status;
      });
      return `${status === 404 ? 'absent' : 'deleted'}\t${name}`;
    },
  });
}
