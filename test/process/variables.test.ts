import { expect, test } from 'vitest';
import { startTestNode } from '../support/process/start-test-node.ts';

test('a mistyped variable is a warning with its name, never with its value', async () => {
  const env = { COCKATIEL_WRITE_SECRETS: 'a-secret-of-16-chars', COCKATIEL_PORT: 'tcp://a:1' };
  const node = await startTestNode(['-v'], undefined, { env });
  await node.stop();
  const output = node.output();
  expect(output).not.toContain('a-secret');
  const warning = /"level":"warn".*"name":"COCKATIEL_WRITE_SECRETS".*"COCKATIEL_WRITE_SECRET"/u;
  expect(output).toMatch(warning);
  expect(output).toMatch(/"level":"debug".*"name":"COCKATIEL_PORT"/u);
});
