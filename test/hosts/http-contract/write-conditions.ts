import { writeConditionRows } from '../../process/hostile-write-condition-rows.ts';
import { storedName, storedText } from '../../support/http/hostile-row.ts';
import type { Subject } from './contract.ts';
import { plant, rowChecks } from './requests.ts';

/** Conditions of uploads and deletions (RFC 9110 §13). */
export const writeConditions: Subject = {
  title: 'conditions of writes',
  prepare: (node) => plant(node, storedName, storedText),
  checks: rowChecks(writeConditionRows),
};
