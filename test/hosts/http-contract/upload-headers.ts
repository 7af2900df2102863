import { uploadHeaderRows } from '../../process/hostile-upload-header-rows.ts';
import type { Subject } from './contract.ts';
import { rowChecks } from './requests.ts';

/** The headers of uploads: `Expect`, hashes, codings, types, and those of peers. */
export const uploadHeaders: Subject = {
  title: 'upload headers',
  options: { maxSizeBytes: 1000 },
  checks: rowChecks(uploadHeaderRows),
};
