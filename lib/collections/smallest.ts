/** The smallest of the values; `undefined` when there is none. */
export function smallest(values: Iterable<number>): number | undefined {
  let result: number | undefined;
  for (const value of values) if (value < (result ?? Infinity)) result = value;
  return result;
}
