import type { Gap } from './gap.ts';

/** What `Bun.serve` can't do. */
export const bunServeGaps: readonly Gap[] = [
  {
    reason: 'Dot segments and backslashes are resolved before the node sees the target.',
    checks: [
      'refused names: PUT and GET of /a\\b are a 400, and store nothing',
      'refused names: PUT and GET of /a/../b are a 400, and store nothing',
      'refused names: PUT and GET of /a/./b are a 400, and store nothing',
      'refused names: PUT and GET of /a/%2e%2e/b are a 400, and store nothing',
      'refused names: PUT and GET of /.. are a 400, and store nothing',
      'refused names: PUT and GET of /. are a 400, and store nothing',
      'refused names: PUT and GET of /%2E are a 400, and store nothing',
      'refused names: PUT and GET of /a/.. are a 400, and store nothing',
      'CORS: a page sees that a target is refused',
    ],
  },
  {
    reason:
      'A body of more than 64 KiB may have no `Content-Length`: a stream is sent in chunks, which end early where it breaks off.',
    checks: [
      'uploads: 1048575 bytes with their length come back as they were',
      'uploads: 1048576 bytes with their length come back as they were',
      'uploads: 1048577 bytes with their length come back as they were',
      'uploads: 5000000 bytes with their length come back as they were',
      'uploads: 16777216 bytes with their length come back as they were',
      'uploads: 1048575 bytes in chunks come back as they were',
      'uploads: 1048576 bytes in chunks come back as they were',
      'uploads: 1048577 bytes in chunks come back as they were',
      'uploads: 5000000 bytes in chunks come back as they were',
      'uploads: 16777216 bytes in chunks come back as they were',
    ],
  },
  {
    reason: 'Extensions of chunks and trailers are a 400.',
    checks: ['uploads: chunks with extensions and trailers are put together'],
  },
  {
    reason:
      'A `Content-Length` of 2⁶³ or more, and a `Transfer-Encoding` beside `chunked`, are a 400 of its parser.',
    checks: [
      'upload headers: an upload that waits for 100 Continue with a coding of the transfer',
      'upload headers: an upload that waits for 100 Continue with a body that no disk holds',
    ],
  },
  {
    reason:
      'To HTTP/1.0 it sends `100 Continue`, too, and it knows `100-continue` in small letters only.',
    checks: [
      'upload headers: an expectation of HTTP/1.0 that nobody understands',
      'upload headers: an upload of HTTP/1.0 that waits for 100 Continue',
      'upload headers: 100-Continue in other letters',
    ],
  },
  {
    reason: '`100 Continue` is sent before the node has seen the headers, so every upload is sent.',
    checks: [
      'upload headers: a GET that waits for 100 Continue',
      'upload headers: a refused upload that did not wait for 100 Continue after all',
      'upload headers: an upload that waits for 100 Continue with two Hosts',
      'upload headers: an upload that waits for 100 Continue with a hash that is none',
      'upload headers: an upload that waits for 100 Continue with a name with dots',
      'upload headers: an upload that waits for 100 Continue with a bad name',
      'upload headers: an upload that waits for 100 Continue with a reserved name',
      'upload headers: an upload that waits for 100 Continue with another method',
      'upload headers: an upload that waits for 100 Continue with no length',
      'upload headers: an upload that waits for 100 Continue with a form',
      'upload headers: an upload that waits for 100 Continue with a coding of the content',
      'upload headers: an upload that waits for 100 Continue with a body that is too large',
      'conditions of writes: PUT Expect',
    ],
  },
  {
    reason:
      'A client that closes its side of the connection in the middle of an upload gets no response.',
    checks: [
      'aborted transfers: an upload whose client closes its side in its body is a 400',
      'aborted transfers: an upload whose client closes its side before its body is a 400',
      'aborted transfers: an upload whose client closes its side in a chunk is a 400',
      'aborted transfers: an upload whose client closes its side between chunks is a 400',
    ],
  },
  {
    reason:
      'Of requests that are sent before the response to the first one, none may get a response.',
    checks: ['reads: requests that are sent at once get their responses in order'],
  },
  {
    reason: '`OPTIONS *` and `CONNECT` are a 400 of its parser.',
    checks: [
      'methods: OPTIONS *',
      'methods: CONNECT, and bytes for the other side at once',
      'methods: CONNECT node:80',
    ],
  },
  {
    reason: 'After a method that it does not know it closes the connection, or says 505.',
    checks: [
      'methods: the method "GET\\u0000"',
      'methods: the method "Put"',
      'methods: the method "G"',
      'methods: the method "GETT"',
      'methods: the method "FROB"',
      'methods: the method "get"',
    ],
  },
];
