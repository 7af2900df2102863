// Files in a Next.js application, below /files.
import { handle } from 'cockatiel-server';
import { createMemoryContext } from 'cockatiel-server/core';

/** Next.js may load this module more than once, and all of them serve the same files. */
function openFiles() {
  globalThis.files ??= createMemoryContext({ config: { mount: '/files' } }).catch((error) => {
    // The next request tries again.
    globalThis.files = undefined;
    throw error;
  });
  return globalThis.files;
}

const route = async (request) => handle(request, await openFiles());

export { route as DELETE, route as GET, route as HEAD, route as OPTIONS, route as PUT };
