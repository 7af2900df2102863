// `npm version` runs this: writes the version in package.json into the one source file that has it.
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../runtime/node/version.ts', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const source = readFileSync(path, 'utf8');
const pattern = /^(export const version = ')[^']*(';)$/mu;
if (!pattern.test(source)) throw new Error('runtime/node/version.ts declares no version');
writeFileSync(path, source.replace(pattern, `$1${version}$2`));
