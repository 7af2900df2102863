import { type CountedIncident, createCountedIncident } from '../concurrency/counted-incident.ts';
import type { Clock } from '../host/clock.ts';
import type { Log, LogFields } from '../host/log.ts';
import type { Refusals, RefusedSender } from './access.ts';

/** An application with an old secret may retry rarely, and somebody who guesses never stops. */
const credentialsQuietMs = 10 * 60_000;
const spaceQuietMs = 60_000;

/** Ids of nodes are not verified, so somebody who makes them up must not fill memory or log. */
const maxNodes = 16;

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
  const ofSender = (sender: RefusedSender, about: LogFields = {}): CountedIncident =>
    createCountedIncident({ clock, log, quietMs: credentialsQuietMs, about, ...texts[sender] });
  const credentials = {
    none: ofSender('none'),
    client: ofSender('client'),
    node: ofSender('node'),
  };
  /** Nodes with an id, apart from each other: one that goes on must not hide a second one. */
  const nodes = new Map<string, CountedIncident>();
  const noSpace = createCountedIncident({
    clock,
    log,
    begin: 'writes are refused: a disk has too little free space',
    end: 'a disk has enough free space again',
    quietMs: spaceQuietMs,
  });
  /** Only an upload that is stored proves that there is space again. */
  let hasStored = false;

  function incidentOf(sender: RefusedSender, nodeId: string | undefined): CountedIncident {
    if (sender !== 'node' || nodeId === undefined) return credentials[sender];
    const known = nodes.get(nodeId);
    if (known !== undefined || nodes.size >= maxNodes) return known ?? credentials.node;
    const incident = ofSender('node', { node: nodeId });
    nodes.set(nodeId, incident);
    return incident;
  }

  return {
    noteCredentials: (sender, fields, nodeId) => incidentOf(sender, nodeId).note(fields),
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
      for (const [nodeId, incident] of nodes) if (incident.noteAbsence()) nodes.delete(nodeId);
      if (hasStored) noSpace.noteAbsence();
    },
  };
}
