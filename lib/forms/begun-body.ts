/** Reads the first bytes of a body, and returns the whole; `undefined` if it has none. */
export async function begunBody(
  body: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const rest = body[Symbol.asyncIterator]();
  const first = await rest.next();
  return first.done === true ? undefined : startingWith(first.value, rest);
}

async function* startingWith(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}
