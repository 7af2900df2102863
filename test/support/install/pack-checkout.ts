import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { repository } from '../process/documents.ts';

/** Makes the package of this checkout, which must be built, as npm publishes it. */
export function packCheckout(directory: string): string {
  // Scripts would build again, under the feet of the tests that use what is built.
  const flags = ['--json', '--ignore-scripts', '--pack-destination', directory];
  const output = execFileSync('npm', ['pack', ...flags], { cwd: repository, encoding: 'utf8' });
  const [{ filename }] = JSON.parse(output) as [{ readonly filename: string }];
  return join(directory, filename);
}
