import type { Flag, FlagSection } from '../flags/flag.ts';

/** Flags by their section. Sections and flags keep the order in which they come. */
export function groupFlags(
  flags: readonly Flag[],
): readonly (readonly [FlagSection, readonly Flag[]])[] {
  const sections = [...new Set(flags.map(({ section }) => section))];
  return sections.map((name) => [name, flags.filter(({ section }) => section === name)]);
}
