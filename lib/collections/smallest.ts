/** The smallest of the values that are there; `undefined` when there is none. */
export function smallest(values: Iterable<number | undefined>): number | undefined {
  let result: number | undefined;
  for (const value of values) if ((value ?? Infinity) < (result ?? Infinity)) result = value;
  return result;
}
