// A node behind the server of the engine that runs this, with the command line of the program.

import { parseCommandLine } from '../../dist/runtime/cli/parse-command-line.js';
import { parseSettings } from '../../dist/runtime/cli/parse-settings.js';
import { loadSecrets } from '../../dist/runtime/cli/secrets/load-secrets.js';
import { handleSignals } from '../../dist/runtime/cli/signals/handle-signals.js';

const start = process.versions.bun
  ? (await import('../../dist/runtime/bun.js')).startBunNode
  : (await import('../../dist/runtime/deno.js')).startDenoNode;
const { values } = parseCommandLine(process.argv.slice(2), process.env);
const settings = parseSettings(values);
const node = await start({
  ...settings,
  secrets: loadSecrets(settings.secretFiles, process.env),
});
handleSignals(() => undefined).stopBy(() => node.close());
process.stdout.write(`listens on ${node.url}\n`);
