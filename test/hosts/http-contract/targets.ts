import { oddTargetRows } from '../../process/hostile-target-rows.ts';
import { storedName, storedText } from '../../support/http/hostile-row.ts';
import type { Subject } from './contract.ts';
import { plant, rowChecks } from './requests.ts';

/** Request targets that look odd and are valid (RFC 9112 §3.2). */
export const targets: Subject = {
  title: 'request targets',
  prepare: (node) => plant(node, storedName, storedText),
  checks: rowChecks(oddTargetRows),
};
