import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** The site of an application that shows the files of a node, and records what their scripts report. */
export interface TestSite {
  /** An empty page. */
  readonly pageUrl: string;
  /** Where the site serves a file of the node without the headers that keep it from being run. */
  unprotected(path: string): string;
  /** How a file that was sent in this name reports to the site. */
  beacon(name: string): Beacon;
}

export interface Beacon {
  /** A URL that reports it when it is requested. */
  at(what: string): string;
  /** A script that reports it, and marks the document in which it runs. */
  say(what: string): string;
  /** What was reported so far, in alphabetical order. */
  received(): string[];
}

/** The attribute that a script leaves on the root of its document. */
export const scriptMark = 'data-script-ran';

/** Starts a site for the files of a node; it ends with the test. */
export async function startTestSite(node: { readonly url: string }): Promise<TestSite> {
  const reported = new Set<string>();
  const url = await listen((request, response) => {
    const path = request.url ?? '';
    const file = /^\/unprotected(\/.*)$/u.exec(path)?.[1];
    const what = /^\/reported\/(.*)$/u.exec(path)?.[1];
    if (file !== undefined) {
      void unprotect(node.url + file).then(
        ({ headers, body }) => response.writeHead(200, headers).end(body),
        () => response.destroy(),
      );
      return;
    }
    if (what !== undefined) reported.add(what);
    if (path === '/page') response.setHeader('Content-Type', 'text/html');
    else response.statusCode = 204;
    response.end();
  });
  return {
    pageUrl: `${url}/page`,
    unprotected: (path) => `${url}/unprotected${path}`,
    beacon(name) {
      const at = (what: string): string => `${url}/reported/${name}/${what}`;
      return {
        at,
        say: (what) =>
          `document.documentElement.setAttribute('${scriptMark}','');` +
          `void(new Image().src='${at(what)}')`,
        received() {
          const mine = [...reported].filter((what) => what.startsWith(`${name}/`));
          return mine.map((what) => what.slice(name.length + 1)).sort();
        },
      };
    },
  };
}

/** A file with its type only, and without that where the type says that the file is no document. */
async function unprotect(url: string): Promise<{ headers: Record<string, string>; body: Buffer }> {
  const response = await fetch(url);
  const type = response.headers.get('content-type') ?? '';
  const isPlain = type.startsWith('text/plain') || type === 'application/octet-stream';
  const body = Buffer.from(await response.arrayBuffer());
  return { headers: isPlain ? {} : { 'Content-Type': type }, body };
}

async function listen(respond: RequestListener): Promise<string> {
  const server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
