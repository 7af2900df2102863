import { bunServeGaps } from './gaps/bun-serve-gaps.ts';
import { denoServeGaps } from './gaps/deno-serve-gaps.ts';
import type { Gap } from './gaps/gap.ts';
import { workerdGaps } from './gaps/workerd-gaps.ts';

/** Where the contract is checked: an engine with the program, or with the server of its own. */
export type HostName =
  | 'node'
  | 'bun'
  | 'deno'
  | 'Bun.serve'
  | 'Deno.serve'
  | 'workerd'
  | 'R2'
  | 'bucket'
  | 'bun bucket'
  | 'deno bucket';

const uncounted: Gap = {
  reason: 'A node on a bucket counts nothing: all files would have to be listed.',
  checks: ['status: it counts files, bytes and tombstones'],
};

const bun: readonly Gap[] = [
  {
    reason: '`OPTIONS *` is a 400 of its parser.',
    checks: ['methods: OPTIONS *'],
  },
  {
    reason: 'A `Content-Length` of 2⁶³ or more is a 400 of its parser, and no 413.',
    checks: [
      'upload headers: an upload that waits for 100 Continue with a body that no disk holds',
    ],
  },
];

const deno: readonly Gap[] = [
  {
    reason:
      'A client that closes its side of the connection in the middle of an upload gets no ' +
      'response: Deno would not tell that it is gone.',
    checks: [
      'aborted transfers: an upload whose client closes its side in its body is a 400',
      'aborted transfers: an upload whose client closes its side before its body is a 400',
      'aborted transfers: an upload whose client closes its side in a chunk is a 400',
      'aborted transfers: an upload whose client closes its side between chunks is a 400',
    ],
  },
];

/** What each host can't do. A check that is listed here must fail, and no other may. */
export const gaps: Readonly<Record<HostName, readonly Gap[]>> = {
  node: [],
  bun,
  deno,
  'Bun.serve': bunServeGaps,
  'Deno.serve': denoServeGaps,
  workerd: workerdGaps,
  R2: [...workerdGaps.map((gap) => ({ ...gap, isShownElsewhere: true })), uncounted],
  bucket: [uncounted],
  'bun bucket': [...bun, uncounted],
  'deno bucket': [...deno, uncounted],
};
