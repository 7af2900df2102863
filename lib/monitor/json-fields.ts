/* What another node sends is not believed to have its type, nor to be short. */

/** The fields of a JSON object, of any type. */
export type Fields = Readonly<Record<string, unknown>>;

const maxCharacters = 200;

/** The fields of a text that is a JSON object; `undefined` for any other. */
export function parseFields(text: string): Fields | undefined {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

/** A text, cut where it is long; `null` for anything else. */
export function textIn(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' ? value.slice(0, maxCharacters) : null;
}

/** A count or a size; `null` for anything else. JSON has numbers such as 1e999, which are none. */
export function numberIn(fields: Fields, name: string): number | null {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/** One of some values; `undefined` for anything else. */
export function oneOf<Value>(values: readonly Value[], value: unknown): Value | undefined {
  return values.find((each) => each === value);
}
