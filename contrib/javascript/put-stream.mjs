/**
 * Stores a file of a form while it comes, and returns `{ name, url, sha1, sizeBytes }`. Where the
 * parser of the form cuts it off because it is too large, nothing is stored, and this rejects with
 * an error that has the `statusCode` 413. What the stream fails with it rejects with; all else is a
 * `CockatielError`.
 */
export async function putStream(client, name, stream) {
  const controller = new AbortController();
  const { signal } = controller;
  let isCut = false;
  stream.once('limit', () => {
    isCut = true;
    controller.abort();
  });
  let sizeBytes = 0;
  async function* counted() {
    for await (const chunk of stream) {
      sizeBytes += chunk.length;
      yield chunk;
    }
  }
  try {
    const { name: storedName, url, sha1 } = await client.put(name, counted(), { signal });
    if (!isCut) return { name: storedName, url, sha1, sizeBytes };
    await client.delete(storedName);
  } catch (error) {
    // The rest of the form can't be read past a file that nobody reads.
    stream.resume();
    if (!isCut) throw error.code === 'body' ? error.cause : error;
  }
  throw Object.assign(new Error('The file is too large.'), { statusCode: 413 });
}
