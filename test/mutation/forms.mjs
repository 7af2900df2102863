/** What a form may do, and what is left of one that is refused. */
export const forms = [
  {
    name: 'a page of any site may post a form',
    promise: 'API: POST 403',
    file: 'handlers/uploads/post-files.ts',
    from: '  if (signedFor === undefined) refuseOtherSites(request, config);\n',
    to: '',
  },
  {
    name: 'a form leads to any site',
    promise: 'API: POST 303',
    file: 'lib/forms/return-url.ts',
    from: 'if (!isSafe || !isOwnOrigin(url.origin, request, own)) {',
    to: 'if (!isSafe) {',
  },
  {
    name: 'a form leads to another host by a path of two slashes',
    promise: 'API: POST 303',
    file: 'lib/forms/return-url.ts',
    from: '!url.pathname.startsWith(',
    to: "!'x'.startsWith(",
  },
  {
    name: 'a signed prefix permits other names of its directory',
    promise: 'authentication',
    file: 'lib/access/signed-upload.ts',
    from: 'if (!name.startsWith(prefix)) {',
    to: "if (!name.startsWith(prefix.slice(0, prefix.lastIndexOf('/') + 1))) {",
  },
  {
    name: 'what is staged of a form that is refused stays',
    promise: 'I4',
    file: 'handlers/uploads/post-files.ts',
    from: 'uploads.map(({ staged }) => staged.dispose())',
    to: 'uploads.map(() => undefined)',
  },
  {
    name: 'a list takes back files of other directories',
    promise: 'API: DELETE',
    file: 'handlers/delete-posted.ts',
    from: '!name.startsWith(directory)',
    to: 'name === directory',
  },
];
