import type { Gap } from './gap.ts';

/** What `workerd` can't do. */
export const workerdGaps: readonly Gap[] = [
  {
    reason: 'A target with a host in it is a 500 of its own.',
    checks: [
      'names: http://evil.example/foo is stored as it is',
      'methods: OPTIONS http://node/a',
      'methods: OPTIONS http://node',
      'request targets: GET http://evil.example?x',
      'request targets: GET http://evil.example/',
      'request targets: GET http://evil.example',
      'request targets: GET HTTP://NODE/n_1700000000_de3f1f0d13dceb4b6d3ed4f6921941e7d3fbf390.txt',
      'request targets: GET https://user:secret@evil.example:1/n_1700000000_de3f1f0d13dceb4b6d3ed4f6921941e7d3fbf390.txt?x',
      'request targets: GET http://evil.example/n_1700000000_de3f1f0d13dceb4b6d3ed4f6921941e7d3fbf390.txt',
    ],
  },
  {
    reason: '`OPTIONS *` and `CONNECT` are a 500 of its own.',
    checks: [
      'methods: OPTIONS *',
      'methods: CONNECT, and bytes for the other side at once',
      'methods: CONNECT node:80',
    ],
  },
  {
    reason: 'Dot segments are resolved before the node sees the target.',
    checks: [
      'refused names: PUT and GET of /a/../b are a 400, and store nothing',
      'refused names: PUT and GET of /a/./b are a 400, and store nothing',
      'refused names: PUT and GET of /.. are a 400, and store nothing',
      'refused names: PUT and GET of /. are a 400, and store nothing',
      'refused names: PUT and GET of /a/.. are a 400, and store nothing',
      'CORS: a page sees that a target is refused',
    ],
  },
  {
    reason: 'Extensions of chunks and trailers are refused.',
    checks: ['uploads: chunks with extensions and trailers are put together'],
  },
  {
    reason: 'HTTP/1.0 without a `Host` is a 400 of its own.',
    checks: [
      'upload headers: an expectation of HTTP/1.0 that nobody understands',
      'upload headers: an upload of HTTP/1.0 that waits for 100 Continue',
      'reads: a client of HTTP/1.0 gets the file and the end of the connection',
    ],
  },
  {
    reason: 'An empty header counts as none.',
    checks: [
      'upload headers: an empty Expect',
      'conditions and ranges: If-Match:',
      'conditions of writes: DELETE If-Match:',
      'conditions of writes: DELETE of no file If-Match:',
      'conditions of writes: PUT of a new name If-Match:',
      'conditions of writes: PUT If-Match:',
    ],
  },
  {
    reason: 'Two `Host`s, and a `Transfer-Encoding` beside `chunked`, are a 500 of its own.',
    checks: [
      'upload headers: an upload that waits for 100 Continue with two Hosts',
      'upload headers: an upload that waits for 100 Continue with a coding of the transfer',
    ],
  },
  {
    reason: 'It sends no `100 Continue`.',
    checks: [
      'upload headers: an upload that waits for 100 Continue with a name with dots',
      'upload headers: a chunked upload that waits for 100 Continue',
      'upload headers: 100-Continue in other letters',
      'upload headers: an upload that waits for 100 Continue',
    ],
  },
  {
    reason: 'Responses that workerd makes itself do not name the node.',
    checks: ['reads: every response says what the server is, once'],
  },
  {
    reason: 'A method that it does not know is a 501 of its own.',
    checks: [
      'methods: the method "GET:"',
      'methods: the method "\\"GET\\""',
      'methods: the method "GET\\u0000"',
      'methods: the method "Put"',
      'methods: the method "G"',
      'methods: the method "GETT"',
      'methods: the method "FROB"',
      'methods: the method "get"',
      'methods: BIND',
      'methods: M-SEARCH',
      'methods: LINK',
    ],
  },
  {
    reason: 'Forms with files are a 501: their parser needs streams of Node.js.',
    checks: [
      'forms: two files of a form are stored, and listed in JSON',
      'forms: what a form was responded takes its files back',
      'forms: a form without scripts is led to where it says',
    ],
  },
];
