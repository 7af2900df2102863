import { appendUpload } from './append-upload.ts';
import { createUpload } from './create-upload.ts';
import { describeTus } from './describe-tus.ts';
import { deleteUpload, headUpload, overrideMethod } from './handlers.ts';

const shared = {
  role: 'write',
  isLimited: true,
  takesSignedPrefix: true,
  describe: describeTus,
} as const;
const upload = { ...shared, path: '/_tus/*' };
const create = {
  ...shared,
  methods: ['POST'],
  handler: createUpload,
  readsBody: true,
  isBodyOptional: true,
};

/** The rows of resumable uploads in the table of routes. */
export const tusRoutes = [
  { ...create, path: '/_tus' },
  { ...create, path: '/_tus/' },
  { ...upload, methods: ['PATCH'], handler: appendUpload, readsBody: true },
  { ...upload, methods: ['POST'], handler: overrideMethod, readsBody: true, isBodyOptional: true },
  { ...upload, methods: ['HEAD'], handler: headUpload, readsBody: false },
  { ...upload, methods: ['DELETE'], handler: deleteUpload, readsBody: false },
];
