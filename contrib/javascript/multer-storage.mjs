import { toFileName } from './file-name.mjs';
import { putStream } from './put-stream.mjs';

/**
 * Makes a storage engine of multer that sends each file to a node while it comes. `client` is one
 * of `cockatiel-server/client`; `nameOf(request, file)` says what a file is to be called.
 *
 * A file has `storedName`, `url`, `sha1` and `size` then. When a form fails, what was stored of it
 * is deleted again.
 */
export function createMulterStorage({
  client,
  nameOf = (_request, { originalname }) => toFileName(decoded(originalname)),
}) {
  return {
    _handleFile(request, file, done) {
      // multer must see the call come back before its callback is called.
      Promise.resolve()
        .then(async () => await putStream(client, await nameOf(request, file), file.stream))
        .then(
          ({ name, url, sha1, sizeBytes }) =>
            done(null, { storedName: name, url, sha1, size: sizeBytes }),
          done,
        );
    },
    _removeFile(_request, { storedName }, done) {
      if (storedName === undefined) return done(null);
      client.delete(storedName).then(() => done(null), done);
    },
  };
}

/** multer takes names for Latin-1 unless told otherwise, and browsers send UTF-8. */
function decoded(name) {
  const isLatin1 = [...name].every((character) => character.codePointAt(0) <= 0xff);
  if (!isLatin1) return name;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(name, 'latin1'));
  } catch {
    return name;
  }
}
