import { toFileName } from './file-name.mjs';
import { putStream } from './put-stream.mjs';

/**
 * Stores the files of a request that @fastify/multipart parses, one after the other, while they
 * come. Returns `{ field, name, url, sha1, sizeBytes }` of each, and the other fields by their
 * names. `client` is one of `cockatiel-server/client`; `nameOf(part)` says what a file is to be
 * called. Where a file fails, those stored before it are deleted again, and this rejects.
 */
export async function storeFiles(
  request,
  { client, nameOf = ({ filename }) => toFileName(filename) },
) {
  const files = [];
  const fields = {};
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        const stored = await putStream(client, await nameOf(part), part.file);
        files.push({ field: part.fieldname, ...stored });
      } else {
        fields[part.fieldname] = part.value;
      }
    }
  } catch (error) {
    // Else its sender waits for somebody to take the rest.
    request.raw.unpipe();
    request.raw.resume();
    await Promise.allSettled(files.map(({ name }) => client.delete(name)));
    throw error;
  }
  return { files, fields };
}
