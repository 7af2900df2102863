import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { afterAll, beforeAll } from 'vitest';

/** An application whose page has libraries that upload files. */
export interface LibrarySite {
  /** Its origin, once the tests have begun. */
  url(): string;
}

/**
 * Serves, for the tests of a file, an empty page with a script of `test/browser/libraries/`, and
 * what `serve` has in its place; it returns `false` for what it has not.
 */
export function useLibrarySite(
  script: string,
  serve: (...args: Parameters<RequestListener>) => boolean = () => false,
): LibrarySite {
  let code = '';
  let url = '';
  const server = createServer((request, response) => {
    if (request.url === '/app.js') {
      response.setHeader('Content-Type', 'text/javascript').end(code);
      return;
    }
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    if (serve(request, response)) return;
    response.end('<!doctype html><body><input type="file"><script src="/app.js"></script></body>');
  });
  beforeAll(async () => {
    const input = new URL(`../../browser/libraries/${script}`, import.meta.url);
    const { output } = await build({
      input: fileURLToPath(input),
      output: { format: 'iife' },
      transform: { define: { 'process.env.NODE_ENV': '"production"' } },
      write: false,
      logLevel: 'silent',
    });
    code = output[0].code;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: () => url };
}
