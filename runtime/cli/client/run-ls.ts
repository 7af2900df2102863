import { parseFields } from '../../../lib/monitor/json-fields.ts';
import type { HttpLink } from '../../node/peers/http-link.ts';
import { lsFlags as flags } from '../flags/client-flags.ts';
import { allValues, type FlagValues, lastValue } from '../flags/flag-values.ts';
import { UsageError } from '../flags/usage-error.ts';
import { createScreen } from '../offline/screen.ts';
import { describeFailure } from '../text/describe-failure.ts';
import { checkStatus } from './check-status.ts';
import { readClientSettings } from './client-settings.ts';
import { FinalError } from './final-error.ts';
import { createNodes } from './nodes.ts';
import { readRefusal } from './read-refusal.ts';

/** A node has to find the first names in all directories before it sends any. */
const headTimeoutMs = 600_000;

/** Runs `cockatiel ls`, and returns its exit status: 0, or 1 if the list is not whole. */
export async function runLs(values: FlagValues, words: readonly string[]): Promise<number> {
  const [prefix = '', ...more] = words;
  if (more.length > 0) throw new UsageError('ls: give one prefix');
  const asked = allValues(values, flags.node);
  const secretFile = lastValue(values, flags.secretFile);
  const nodes = createNodes(
    readClientSettings(asked, secretFile, ['operator', 'read'], process.env),
  );
  const isJson = lastValue(values, flags.json) ?? false;
  const screen = createScreen();
  let after = '';
  try {
    await nodes.ask(async (link) => {
      for await (const line of readLines(link, { prefix, after })) {
        const name = nameIn(line);
        screen.print(isJson ? line : name);
        after = name;
      }
    });
    return 0;
  } catch (error) {
    screen.say(`cockatiel: the files could not be listed: ${describeFailure(error)}`);
    return 1;
  } finally {
    nodes.close();
  }
}

/** The lines of a list as they come; rejects where it breaks off. */
async function* readLines(
  link: HttpLink,
  range: { readonly prefix: string; readonly after: string },
): AsyncGenerator<string> {
  const query = `?${new URLSearchParams(range)}`;
  const signal = AbortSignal.timeout(headTimeoutMs);
  const download = await link.read({ method: 'GET', name: '_files', query, signal });
  if (download.status !== 200) {
    checkStatus(download.status, await readRefusal(download), 'operator');
    throw new FinalError(`it responded ${download.status}`);
  }
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of download.body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    download.cancel();
  }
}

function nameIn(line: string): string {
  // A name may be longer than what is believed of other texts.
  const name = parseFields(line)?.['name'];
  if (typeof name !== 'string') throw new FinalError('it is no node: it sent something else');
  return name;
}
