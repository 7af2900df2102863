import type { Log } from './log.ts';

const nothing = (): void => undefined;

/** A log that writes nothing, for where everything that it would get is said elsewhere. */
export const noLog: Log = { error: nothing, warn: nothing, debug: nothing };
