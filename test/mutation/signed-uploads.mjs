/** What a signed URL permits of resumable uploads. */
export const signedUploads = [
  {
    name: 'a node that passes a request on may do more than its client',
    promise: 'authentication',
    file: 'handlers/authorize.ts',
    from: 'if (admitted && !(takesSignedPrefix && isFromNode(request, ctx))) return ctx;',
    to: 'if (admitted) return ctx;',
  },
  {
    name: 'a node behind a proxy that changes its User-Agent may do more than its client',
    promise: 'authentication',
    file: 'handlers/authorize.ts',
    from: 'return caller.isPeer || headers.has(nodeHeader);',
    to: "return caller.isPeer || headers.has('none');",
  },
  {
    name: 'a request is passed on without what its client may do',
    promise: 'authentication',
    file: 'handlers/tus/pass-on.ts',
    from: '    query: ctx.signedFor?.signed?.query,\n',
    to: '',
  },
  {
    name: 'a request that its URL does not permit takes the upload from its sender',
    promise: 'authentication',
    file: 'handlers/tus/with-upload.ts',
    from: '  if (info !== undefined) checkSigned(ctx, info);\n',
    to: '',
  },
  {
    name: 'what becomes known of an upload while it is waited for is not compared',
    promise: 'authentication',
    file: 'handlers/tus/with-upload.ts',
    from: '    checkSigned(ctx, upload.info);\n',
    to: '',
  },
  {
    name: 'an upload is begun under any name',
    promise: 'authentication',
    file: 'handlers/tus/create-upload.ts',
    from: '  checkSigned(ctx, { name, metadata, ...(sizeBytes !== undefined && { sizeBytes }) });\n',
    to: '',
  },
  {
    name: 'bytes that have come count for no signed size while the length is not known',
    promise: 'authentication',
    file: 'handlers/tus/check-signed.ts',
    from: '(sizeBytes ?? offset)',
    to: '(sizeBytes ?? 0)',
  },
  {
    name: 'one signed URL takes all places for unfinished uploads',
    promise: 'limits',
    file: 'lib/uploads/upload-places.ts',
    from: 'signature: 1 / 8, signatures: 1 / 2',
    to: 'signature: 1, signatures: 1',
  },
];
