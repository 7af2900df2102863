import { createCountedIncident } from '../concurrency/counted-incident.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { Refusals, RefusedSender } from './access.ts';

/** An application with an old secret may retry rarely, and somebody who guesses never stops. */
const credentialsQuietMs = 10 * 60_000;
const spaceQuietMs = 60_000;

const texts: Readonly<Record<RefusedSender, { readonly begin: string; readonly end: string }>> = {
  none: {
    begin: 'requests without a secret are refused',
    end: 'no request without a secret was refused for ten minutes',
  },
  client: {
    begin: 'requests with an invalid secret or signed URL are refused',
    end: 'no invalid secret or signed URL was refused for ten minutes',
  },
  node: {
    begin: 'requests of a node with an invalid secret are refused',
    end: 'no request of a node was refused for ten minutes',
  },
};

/** Creates the refusals of a node that has just started. */
export function createRefusals(clock: Clock, log: Log): Refusals {
  const ofSender = (sender: RefusedSender) =>
    createCountedIncident({ clock, log, quietMs: credentialsQuietMs, ...texts[sender] });
  const credentials = {
    none: ofSender('none'),
    client: ofSender('client'),
    node: ofSender('node'),
  };
  const noSpace = createCountedIncident({
    clock,
    log,
    begin: 'writes are refused: a disk has too little free space',
    end: 'a disk has enough free space again',
    quietMs: spaceQuietMs,
  });
  /** Only an upload that is stored proves that there is space again. */
  let hasStored = false;

  return {
    noteCredentials: (sender, fields) => credentials[sender].note(fields),
    noteNoSpace(fields) {
      hasStored = false;
      noSpace.note(fields);
    },
    noteStored() {
      hasStored = true;
      noSpace.noteAbsence();
    },
    check() {
      for (const incident of Object.values(credentials)) incident.noteAbsence();
      if (hasStored) noSpace.noteAbsence();
    },
  };
}
