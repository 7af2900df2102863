import { methodRows } from '../../process/hostile-method-rows.ts';
import { storedName, storedText } from '../../support/http/hostile-row.ts';
import type { Subject } from './contract.ts';
import { plant, rowChecks } from './requests.ts';

/** Methods that there are, and others. */
export const methods: Subject = {
  title: 'methods',
  prepare: (node) => plant(node, storedName, storedText),
  checks: rowChecks(methodRows),
};
