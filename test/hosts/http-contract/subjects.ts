import { abortedTransfers } from './aborted-transfers.ts';
import { authorization } from './authorization.ts';
import { bodies } from './bodies.ts';
import { conditions } from './conditions.ts';
import type { Subject } from './contract.ts';
import { cors } from './cors.ts';
import { deletions } from './deletions.ts';
import { forms } from './forms.ts';
import { methods } from './methods.ts';
import { names } from './names.ts';
import { reads } from './reads.ts';
import { refusedNames } from './refused-names.ts';
import { signedUrls } from './signed-urls.ts';
import { status } from './status.ts';
import { targets } from './targets.ts';
import { uploadHeaders } from './upload-headers.ts';
import { uploads } from './uploads.ts';
import { writeConditions } from './write-conditions.ts';

/** All of the contract. */
export const subjects: readonly Subject[] = [
  names,
  refusedNames,
  uploads,
  uploadHeaders,
  abortedTransfers,
  reads,
  conditions,
  writeConditions,
  deletions,
  forms,
  status,
  authorization,
  signedUrls,
  cors,
  methods,
  targets,
  bodies,
];
