/** A mistake in how the program was called: one line that names the flag and the remedy. */
export class UsageError extends Error {}
