import { conditionRows } from '../../process/hostile-condition-rows.ts';
import { storedName, storedText } from '../../support/http/hostile-row.ts';
import type { Subject } from './contract.ts';
import { plant, rowChecks } from './requests.ts';

/** Conditions and ranges of reads (RFC 9110 §13, §14). */
export const conditions: Subject = {
  title: 'conditions and ranges',
  prepare: (node) => plant(node, storedName, storedText),
  checks: rowChecks(conditionRows),
};
