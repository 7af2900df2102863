import type { Flag } from './flag.ts';
import { parseSwitch } from './setting-values.ts';

/** `--help`, which every command has. */
export const helpFlag: Flag<boolean> = {
  name: 'help',
  short: 'h',
  parse: parseSwitch,
  help: 'Print this help',
  section: 'General',
};

/** `--version`, which belongs to the program as a whole. */
export const versionFlag: Flag<boolean> = {
  name: 'version',
  parse: parseSwitch,
  help: 'Print the version',
  section: 'General',
};
