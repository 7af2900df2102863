import { bodyRows } from '../../process/hostile-body-rows.ts';
import { storedName, storedText } from '../../support/http/hostile-row.ts';
import type { Subject } from './contract.ts';
import { plant, rowChecks } from './requests.ts';

/** Bodies of requests that have none, or that nobody reads. */
export const bodies: Subject = {
  title: 'bodies of other requests',
  prepare: (node) => plant(node, storedName, storedText),
  checks: rowChecks(bodyRows),
};
