import { acknowledgements } from './acknowledgements.mjs';
import { authentication } from './authentication.mjs';
import { batchLinks } from './batch-links.mjs';
import { batches } from './batches.mjs';
import { buckets } from './buckets.mjs';
import { concurrency } from './concurrency.mjs';
import { copies } from './copies.mjs';
import { corruptCopies } from './corrupt-copies.mjs';
import { deletions } from './deletions.mjs';
import { delivery } from './delivery.mjs';
import { directories } from './directories.mjs';
import { forms } from './forms.mjs';
import { health } from './health.mjs';
import { inSync } from './in-sync.mjs';
import { inventory } from './inventory.mjs';
import { journal } from './journal.mjs';
import { limits } from './limits.mjs';
import { objects } from './objects.mjs';
import { offline } from './offline.mjs';
import { peerIdentity } from './peer-identity.mjs';
import { peerLists } from './peer-lists.mjs';
import { peerStates } from './peer-states.mjs';
import { quarantine } from './quarantine.mjs';
import { queues } from './queues.mjs';
import { readThrough } from './read-through.mjs';
import { readiness } from './readiness.mjs';
import { reading } from './reading.mjs';
import { recorded } from './recorded.mjs';
import { recovery } from './recovery.mjs';
import { repairs } from './repairs.mjs';
import { replicators } from './replicators.mjs';
import { restartedPeers } from './restarted-peers.mjs';
import { resumableUploads } from './resumable-uploads.mjs';
import { scrub } from './scrub.mjs';
import { segments } from './segments.mjs';
import { sentOn } from './sent-on.mjs';
import { signedUploads } from './signed-uploads.mjs';
import { storage } from './storage.mjs';
import { storageIdentity } from './storage-identity.mjs';
import { storedBytes } from './stored-bytes.mjs';
import { tombstoneIndex } from './tombstone-index.mjs';
import { tombstones } from './tombstones.mjs';
import { transfers } from './transfers.mjs';
import { unidentifiedPeers } from './unidentified-peers.mjs';
import { uploads } from './uploads.mjs';

/** All mutants, by the area of the program that they break. */
export const mutants = [
  ...acknowledgements,
  ...uploads,
  ...resumableUploads,
  ...forms,
  ...signedUploads,
  ...batches,
  ...batchLinks,
  ...sentOn,
  ...concurrency,
  ...corruptCopies,
  ...deletions,
  ...tombstones,
  ...tombstoneIndex,
  ...journal,
  ...scrub,
  ...segments,
  ...recorded,
  ...storage,
  ...directories,
  ...health,
  ...storageIdentity,
  ...recovery,
  ...delivery,
  ...unidentifiedPeers,
  ...peerIdentity,
  ...quarantine,
  ...queues,
  ...peerLists,
  ...replicators,
  ...peerStates,
  ...inventory,
  ...inSync,
  ...storedBytes,
  ...repairs,
  ...restartedPeers,
  ...reading,
  ...readThrough,
  ...copies,
  ...authentication,
  ...limits,
  ...readiness,
  ...transfers,
  ...objects,
  ...buckets,
  ...offline,
];
