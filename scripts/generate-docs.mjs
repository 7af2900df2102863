// `npm run docs`: writes what is made from the declarations of the flags, the man page and the
// table in docs/configuration.md. It runs on what the build made.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { replaceFlagTable } from '../dist/runtime/cli/text/format-flag-table.js';
import { formatManual } from '../dist/runtime/cli/text/format-manual.js';

mkdirSync('man', { recursive: true });
writeFileSync('man/cockatiel.1', formatManual());
const page = 'docs/configuration.md';
writeFileSync(page, replaceFlagTable(readFileSync(page, 'utf8')));
