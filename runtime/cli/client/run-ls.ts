import { parseFields } from '../../../lib/monitor/json-fields.ts';
import { parseStoredName } from '../../../lib/names/stored-name.ts';
import { lsFlags as flags } from '../flags/client-flags.ts';
import { allValues, type FlagValues, lastValue } from '../flags/flag-values.ts';
import { UsageError } from '../flags/usage-error.ts';
import { createScreen } from '../offline/screen.ts';
import { describeFailure } from '../text/describe-failure.ts';
import { readClientSettings } from './client-settings.ts';
import { FinalError } from './final-error.ts';
import { createNodes } from './nodes.ts';
import { readList } from './read-list.ts';

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
      for await (const line of readList(link, { prefix, after })) {
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

/** The name of a line; nothing else is printed, which might be for the terminal. */
function nameIn(line: string): string {
  const name = parseStoredName(String(parseFields(line)?.['name']))?.name;
  if (name === undefined) throw new FinalError('it is no node: it sent something else');
  return name;
}
