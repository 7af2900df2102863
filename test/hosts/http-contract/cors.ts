import { expect } from 'vitest';
import { http } from '../../support/http/hostile-row.ts';
import { type Check, check, type Subject } from './contract.ts';
import { ask, send, store } from './requests.ts';

const origin = 'https://app.example';
const other = 'https://other.example';
const exposed = ['Location', 'ETag', 'Content-Range', 'Retry-After'];
const methods = ['GET', 'PUT', 'DELETE'];

/** A preflight of a page, and its response. */
function preflight(method: string, headers: string): string {
  return http('OPTIONS /a.txt', [
    `Origin: ${origin}`,
    `Access-Control-Request-Method: ${method}`,
    `Access-Control-Request-Headers: ${headers}`,
  ]);
}

/** A check that a response is for the pages of the origin. */
function isAllowed(name: string, target: string, status: number): Check {
  return check(name, async (node) => {
    const response = await ask(node, http(`GET ${target}`, [`Origin: ${origin}`]));
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('vary')).toContain('Origin');
  });
}

/** Pages of other origins (Fetch standard, CORS protocol). */
export const cors: Subject = {
  title: 'CORS',
  options: { corsOrigins: [origin] },
  checks: [
    isAllowed('a page may read the status', '/_status', 200),
    isAllowed('a page sees that a file is missing', '/missing', 404),
    isAllowed('a page sees that a name is refused', '/a//b', 400),
    isAllowed('a page sees that a target is refused', '/a/../b', 400),
    ...methods.map((method) =>
      check(`a preflight permits ${method}`, async (node) => {
        const { status, headers, body } = await ask(node, preflight(method, 'x-content-sha1'));
        expect([status, body.length]).toEqual([204, 0]);
        expect(headers.get('access-control-allow-methods')).toContain(method);
        expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain('x-content-');
        expect(headers.get('access-control-max-age')).toBe('7200');
      }),
    ),
    check('a preflight permits what a library adds, and nothing of a peer', async (node) => {
      const asked = 'x-trace,x-cockatiel-node,user-agent';
      const { headers } = await ask(node, preflight('PUT', asked));
      const allowed = headers.get('access-control-allow-headers') ?? '';
      expect(allowed).toContain('x-trace');
      expect(allowed).not.toMatch(/x-cockatiel|user-agent/iu);
    }),
    check('a page reads the headers of a file', async (node) => {
      const path = await store(node, '/page.txt', 'page');
      const { headers } = await send(node, 'GET', path, { Origin: origin });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      for (const name of exposed) {
        expect(headers.get('access-control-expose-headers')).toContain(name);
      }
    }),
    check('an upload of a page has its Location', async (node) => {
      const response = await send(node, 'PUT', '/up.txt', { Origin: origin }, 'up');
      expect(response.status).toBe(201);
      expect(response.headers.get('access-control-expose-headers')).toContain('Location');
    }),
    check('a page of another origin gets no permission', async (node) => {
      const { headers } = await ask(node, http('GET /_status', [`Origin: ${other}`]));
      expect(headers.has('access-control-allow-origin')).toBe(false);
      expect(headers.get('vary')).toContain('Origin');
    }),
  ],
};
