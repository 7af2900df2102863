import type { OnOpenFile } from './load-secrets.ts';

/** Says on standard error that a file of secrets is open to all users of the machine. */
export const warnOfOpenFile: OnOpenFile = (source, file, access) => {
  process.stderr.write(`cockatiel: warning: ${source}: all users can ${access} "${file}"\n`);
};
