import { setTimeout as wait } from 'node:timers/promises';
import { showsColours } from '../../node/log/log-reader.ts';
import { readClientSettings } from '../client/client-settings.ts';
import { createLink } from '../client/nodes.ts';
import { statusFlags as flags, placeFlags } from '../flags/client-flags.ts';
import { type FlagValues, lastValue } from '../flags/flag-values.ts';
import { refuseVisibleSecrets } from '../flags/refuse-visible-secrets.ts';
import { parseHttpUrl } from '../flags/setting-values.ts';
import { createScreen } from '../offline/screen.ts';
import { type AskableNode, askNode } from './ask-node.ts';
import { type DescribedCluster, describeNode, isAllInSync } from './describe-nodes.ts';
import { formatStatus, formatStatusAsJson } from './format-status.ts';

const watchMs = 2000;
/** Moves to the upper left corner, and clears what is there. */
const clearScreen = '\u001b[H\u001b[2J';

/** Runs `cockatiel status`, and returns its exit status: 0, or 1 if something is not in sync. */
export async function runStatus(values: FlagValues, words: readonly string[]): Promise<number> {
  const urls = words.map((word) => parseHttpUrl(word, 'url'));
  refuseVisibleSecrets(new Map([['node', urls]]), [placeFlags.node]);
  const secretFile = lastValue(values, flags.secretFile);
  const { nodes, secret } = readClientSettings(urls, secretFile, ['operator', 'read'], process.env);
  const asked = nodes.map((url) => ({ url, link: createLink(url, secret) }));
  const isJson = lastValue(values, flags.json) ?? false;
  const screen = createScreen();
  const isTerminal = process.stdout.isTTY === true;
  const hasColours = isTerminal && showsColours();
  const format = (described: readonly DescribedCluster[]): string =>
    isJson ? formatStatusAsJson(described) : formatStatus(described, hasColours);

  if (lastValue(values, flags.watch) !== true) {
    const described = await askAll(asked);
    for (const { link } of asked) link.close();
    screen.print(format(described));
    return isAllInSync(described) ? 0 : 1;
  }
  // Until a signal ends the process.
  for (;;) {
    const text = format(await askAll(asked));
    if (isJson) screen.print(text);
    else screen.print(isTerminal ? `${clearScreen}${text}` : `${text}\n`);
    await wait(watchMs);
  }
}

async function askAll(nodes: readonly AskableNode[]): Promise<readonly DescribedCluster[]> {
  const asked = await Promise.all(nodes.map((node) => askNode(node, Date.now())));
  return asked.map(describeNode);
}
