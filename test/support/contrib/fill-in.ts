import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../process/documents.ts';

/**
 * The text of a file of `contrib/`, with other values in the places of its examples. Throws when an
 * example is not in it: the test would then run something else than what is documented.
 */
export async function fillIn(
  file: string,
  values: Readonly<Record<string, string>>,
): Promise<string> {
  let text = await readFile(join(repository, 'contrib', file), 'utf8');
  for (const [example, value] of Object.entries(values)) {
    if (!text.includes(example)) throw new Error(`contrib/${file} does not have: ${example}`);
    text = text.replaceAll(example, () => value);
  }
  return text;
}

/** The addresses of nodes in the place of those in the examples. */
export function addressesOf(
  ports: readonly number[],
  examples: readonly string[] = ['10.1.1.1:8080', '10.1.1.2:8080', '10.1.1.3:8080'],
): Record<string, string> {
  return Object.fromEntries(
    examples.map((example, index) => [example, `127.0.0.1:${ports[index]}`]),
  );
}

/** The certificate in a directory in the place of that of a host in the examples of nginx. */
export function certificateIn(directory: string, host: string): Record<string, string> {
  return Object.fromEntries(
    ['pem', 'key'].map((kind) => [`/etc/ssl/${host}.${kind}`, join(directory, kind)]),
  );
}
