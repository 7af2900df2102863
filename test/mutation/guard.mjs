/** What strangers may do where there are secrets. */
export const guard = [
  {
    name: 'any credential is taken for a secret',
    promise: 'guard',
    file: 'lib/access/secrets.ts',
    from: 'return fingerprints[role].filter((known) => isSame(known, given)).length > 0;',
    to: 'return fingerprints[role].length > 0 && given.length > 0;',
  },
  {
    name: 'a User-Agent makes a peer although the cluster has a secret',
    promise: 'guard',
    file: 'lib/access/caller.ts',
    from: 'return role === undefined || showsSecret(role, request, access);',
    to: 'return true;',
  },
  {
    name: 'a writer keeps a deletion from a node by giving its id',
    promise: 'guard, I2',
    file: 'lib/access/caller.ts',
    from: "  if (provingRole(access) === 'write') return undefined;\n",
    to: '',
  },
  {
    name: 'the id of a node with the secret of the cluster does not count',
    promise: 'API: no echo',
    file: 'lib/access/caller.ts',
    from: "if (provingRole(access) === 'write') return undefined;",
    to: 'if (provingRole(access) !== undefined) return undefined;',
  },
  {
    name: 'a secret is good for every role',
    promise: 'guard',
    file: 'handlers/authorize.ts',
    from: 'if (!access.isRestricted(role) || showsSecret(role, request, access)) return true;',
    to: `if (!access.isRestricted(role)) return true;
  if ((['read', 'write', 'cluster'] as const).some((at) => showsSecret(at, request, access))) {
    return true;
  }`,
  },
  {
    name: 'a node without the secret has its files stored anew',
    promise: 'guard',
    file: 'handlers/authorize.ts',
    from: '  refuseUnprovenNode(request, ctx);\n',
    to: '',
  },
  {
    name: 'a signature is good for every method',
    promise: 'guard',
    file: 'lib/access/signed-url.ts',
    from: '    version,\n    method,\n',
    to: '    version,\n',
  },
  {
    name: 'a signed prefix is good for other names',
    promise: 'guard',
    file: 'lib/access/signed-url.ts',
    from: "  if (prefix !== null && !name.startsWith(prefix)) return 'malformed';\n",
    to: '',
  },
  {
    name: 'a signed URL never expires',
    promise: 'guard',
    file: 'handlers/verify-signed-url.ts',
    from: 'if (ctx.clock.nowMs() >= permission.expires * 1000) {',
    to: 'if (Number.isNaN(permission.expires)) {',
  },
  {
    name: 'a signed size is not kept to',
    promise: 'guard',
    file: 'handlers/verify-signed-url.ts',
    from: '  return { ...ctx, config: { ...ctx.config, maxSizeBytes } };',
    to: '  return ctx;',
  },
  {
    name: 'a cache is not told that no worker gets a script',
    promise: 'guard',
    file: 'lib/http/file-headers.ts',
    from: "    headers.set('Vary', 'Service-Worker');\n",
    to: '',
  },
  {
    name: 'what a signed URL gave is kept for a year',
    promise: 'guard',
    file: 'lib/http/file-headers.ts',
    from: 'Math.floor(Math.min(maxAgeSeconds, read.secondsLeft))',
    to: 'Math.floor(Math.max(maxAgeSeconds, read.secondsLeft))',
  },
  {
    name: 'other sites may embed errors',
    promise: 'guard',
    file: 'handlers/common-headers.ts',
    from: "response.headers.set(policyHeader, 'same-origin');",
    to: "response.headers.set(policyHeader, 'cross-origin');",
  },
  {
    name: 'a name is saved with a character that turns the rest',
    promise: 'guard',
    file: 'lib/http/content-disposition.ts',
    from: "fileName.replace(deceptive, '_')",
    to: 'fileName',
  },
];
