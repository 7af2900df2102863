import { acknowledgements } from './acknowledgements.mjs';
import { deletions } from './deletions.mjs';
import { delivery } from './delivery.mjs';
import { directories } from './directories.mjs';
import { guard } from './guard.mjs';
import { health } from './health.mjs';
import { identities } from './identities.mjs';
import { identity } from './identity.mjs';
import { journal } from './journal.mjs';
import { limits } from './limits.mjs';
import { peerLists } from './peer-lists.mjs';
import { peerStates } from './peer-states.mjs';
import { queues } from './queues.mjs';
import { reading } from './reading.mjs';
import { recorded } from './recorded.mjs';
import { recovery } from './recovery.mjs';
import { replicators } from './replicators.mjs';
import { segments } from './segments.mjs';
import { storage } from './storage.mjs';
import { strangers } from './strangers.mjs';
import { transfers } from './transfers.mjs';
import { turns } from './turns.mjs';
import { uploads } from './uploads.mjs';

/** All mutants, by the area of the program that they break. */
export const mutants = [
  ...acknowledgements,
  ...uploads,
  ...turns,
  ...deletions,
  ...journal,
  ...segments,
  ...recorded,
  ...storage,
  ...directories,
  ...health,
  ...identity,
  ...recovery,
  ...delivery,
  ...strangers,
  ...identities,
  ...queues,
  ...peerLists,
  ...replicators,
  ...peerStates,
  ...reading,
  ...guard,
  ...limits,
  ...transfers,
];
