import type { Gap } from './gap.ts';

/** What `Deno.serve` can't do. */
export const denoServeGaps: readonly Gap[] = [
  {
    reason: 'To HTTP/1.0 it responds with HTTP/1.0, and sends `100 Continue`, too.',
    checks: [
      'upload headers: an expectation of HTTP/1.0 that nobody understands',
      'upload headers: an upload of HTTP/1.0 that waits for 100 Continue',
      'reads: a client of HTTP/1.0 gets the file and the end of the connection',
    ],
  },
  {
    reason: '`100 Continue` is sent before the node has seen the headers, so every upload is sent.',
    checks: [
      'upload headers: a refused upload that did not wait for 100 Continue after all',
      'upload headers: an upload that waits for 100 Continue with a hash that is none',
      'upload headers: an upload that waits for 100 Continue with a name with dots',
      'upload headers: an upload that waits for 100 Continue with a bad name',
      'upload headers: an upload that waits for 100 Continue with a reserved name',
      'upload headers: an upload that waits for 100 Continue with another method',
      'upload headers: an upload that waits for 100 Continue with a coding of the transfer',
      'upload headers: an upload that waits for 100 Continue with a form',
      'upload headers: an upload that waits for 100 Continue with a coding of the content',
      'upload headers: an upload that waits for 100 Continue with a body that no disk holds',
      'upload headers: an upload that waits for 100 Continue with a body that is too large',
      'conditions of writes: PUT Expect',
    ],
  },
  {
    reason: 'Malformed chunks get no response.',
    checks: ['aborted transfers: garbage after a chunk is a 400'],
  },
  {
    reason: '`OPTIONS *` counts as one of a file, so its `Allow` has no `POST`.',
    checks: ['methods: OPTIONS *'],
  },
  {
    reason: 'An upload that asks for an upgrade is a 400.',
    checks: ['methods: an upload that asks for an upgrade'],
  },
  {
    reason: 'A method that nobody knows is a 405, and no 400.',
    checks: [
      'methods: the method "Put"',
      'methods: the method "G"',
      'methods: the method "GETT"',
      'methods: the method "FROB"',
      'methods: the method "get"',
    ],
  },
];
