import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestNode, useTestDirectory } from '../process/start-test-node.ts';

/** What tells the tests of an adapter of a node where each role takes a secret. */
export interface GuardedNodeEnvironment {
  readonly COCKATIEL_URL: string;
  /** Paths of files with the secrets. */
  readonly COCKATIEL_WRITE_SECRET_FILE: string;
  readonly COCKATIEL_READ_SECRET_FILE: string;
  readonly COCKATIEL_OPERATOR_SECRET_FILE: string;
}

/** Starts a node that takes uploads of up to 100 MiB, and ends with the test. */
export async function startGuardedNode(): Promise<GuardedNodeEnvironment> {
  const directory = await useTestDirectory();
  const files = { write: '', read: '', operator: '' };
  for (const role of ['write', 'read', 'operator'] as const) {
    files[role] = join(directory, `${role}.secret`);
    await writeFile(files[role], `the-secret-to-${role}\n`, { mode: 0o600 });
  }
  const flags = Object.entries(files).flatMap(([role, file]) => [`--${role}-secret-file`, file]);
  const { url } = await startTestNode([...flags, '--max-size', '100M']);
  return {
    COCKATIEL_URL: url,
    COCKATIEL_WRITE_SECRET_FILE: files.write,
    COCKATIEL_READ_SECRET_FILE: files.read,
    COCKATIEL_OPERATOR_SECRET_FILE: files.operator,
  };
}
