import type { Flag } from './flag.ts';

/** The texts given for each flag, by its name; a flag that was not given is absent. */
export type FlagValues = ReadonlyMap<string, readonly string[]>;

/** The value of a flag, or its default. */
export function lastValue<Value>(
  values: FlagValues,
  flag: Flag<Value> & { readonly default: string },
): Value;
export function lastValue<Value>(values: FlagValues, flag: Flag<Value>): Value | undefined;
export function lastValue<Value>(values: FlagValues, flag: Flag<Value>): Value | undefined {
  const text = values.get(flag.name)?.at(-1) ?? flag.default;
  return text === undefined ? undefined : flag.parse(text, flag.name);
}

/** All values of a repeatable flag. Empty ones are left out, so that `--node=` means no nodes. */
export function allValues<Value>(values: FlagValues, flag: Flag<Value>): readonly Value[] {
  const texts = values.get(flag.name) ?? [];
  return texts.filter((text) => text !== '').map((text) => flag.parse(text, flag.name));
}
