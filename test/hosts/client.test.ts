import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { bundleClientChecks } from '../support/client/bundle-client-checks.ts';
import { startClientPlace } from '../support/client/start-client-place.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';
import { engines } from './engines.ts';

const run = promisify(execFile);

/** Prints what fails, as JSON. */
const program = `import { runClientChecks } from './checks.mjs';
console.log(JSON.stringify(await runClientChecks(JSON.parse(process.argv[2]))));
`;

test.each(engines)('the client on %s does what it does everywhere', async (_, engine) => {
  const directory = await useTestDirectory();
  await writeFile(join(directory, 'checks.mjs'), await bundleClientChecks());
  await writeFile(join(directory, 'program.mjs'), program);
  const [command = '', ...args] = engine;
  const place = JSON.stringify(await startClientPlace());
  const { stdout } = await run(command, [...args, join(directory, 'program.mjs'), place]);
  expect(JSON.parse(stdout)).toEqual({});
});
