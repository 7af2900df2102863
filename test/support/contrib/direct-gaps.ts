/** Kinds of requests whose responses are not those of the node, with the parts that differ. */
type Kinds = Readonly<Record<string, readonly string[]>>;

const embedding = 'cross-origin-resource-policy';
const sent = ['status', embedding, 'cache-control'];
const closed = ['status', 'content-type', 'content-length', 'body'];
const charset: Kinds = {
  'a text in ASCII': ['content-type'],
  'a text in another charset': ['content-type'],
};
const operational: Kinds = { 'PUT under a reserved name': ['status'], '/_status': closed };
const withoutType: Kinds = Object.fromEntries(
  [
    ...['If-None-Match that matches', 'If-None-Match that matches weakly', 'If-None-Match: *'],
    'If-Modified-Since a later time',
  ].map((kind) => [kind, ['content-type']]),
);
const ranges: Kinds = Object.fromEntries(
  [
    ...['the first bytes', 'the last bytes', 'all but the first bytes', 'a range of a page'],
    ...['a range that ends beyond the file', 'a range of this version'],
  ].map((kind) => [kind, ['accept-ranges']]),
);

/**
 * What nginx and Caddy do not do as the node does where they send stored files themselves, by the
 * first cell of a row in the table of docs/behind-a-proxy.md.
 */
export const gaps: Readonly<Record<string, { readonly nginx?: Kinds; readonly Caddy?: Kinds }>> = {
  'corrupt copies': {
    nginx: { 'a corrupt copy': sent },
    Caddy: { 'a corrupt copy': sent },
  },
  'deleted files put back by hand': {
    nginx: { 'a deleted file that is on the disk': sent },
    Caddy: { 'a deleted file that is on the disk': sent },
  },
  'files of the future': {
    nginx: { 'a file of the future': ['last-modified'] },
    Caddy: { 'a file of the future': ['last-modified'] },
  },
  'charset of texts': { nginx: charset, Caddy: charset },
  'ranges beyond the end': {
    nginx: { 'a range beyond the end': ['x-content-type-options', embedding, 'cache-control'] },
    Caddy: { 'a range beyond the end': [embedding, 'cache-control'] },
  },
  'ranges that end before they begin': {
    nginx: {
      'a range that ends before it begins': [
        ...['status', 'x-content-type-options', 'content-type', 'content-length'],
        ...['content-range', 'accept-ranges', 'etag', 'last-modified', 'body'],
      ],
    },
    Caddy: {
      'a range that ends before it begins': [
        ...['status', 'content-type', 'content-length', 'accept-ranges', 'body'],
      ],
    },
  },
  'ranges of an empty file': {
    nginx: { 'a range of an empty file': sent },
    Caddy: {
      'a range of an empty file': [embedding, 'cache-control'],
      'the last bytes of an empty file': ['status', 'content-range'],
    },
  },
  '`Accept-Ranges`': { nginx: ranges },
  'symbolic links': {
    Caddy: { 'a symbolic link': sent, 'a directory that is a symbolic link': sent },
  },
  '`Content-Type` of a `304`': { Caddy: withoutType },
  'malformed encodings': {
    Caddy: {
      'a malformed encoding': ['x-content-type-options', embedding, 'cache-control'],
    },
  },
  '`TRACE`': { nginx: { TRACE: ['allow'] } },
  'names that begin with `_`': { nginx: operational, Caddy: operational },
};
