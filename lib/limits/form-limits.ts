import type { FormLimits } from '../host/form.ts';

/** What a form may have that is posted. Each file is limited as any upload is. */
export const formLimits: FormLimits = {
  // They are all staged before the first is stored.
  maxFiles: 100,
  maxFields: 100,
  maxFieldBytes: 64 * 1024,
};
