import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha1 } from '../disk/disk-view.ts';
import { upload } from '../http/client.ts';
import type { NodeProcess } from '../process/start-process.ts';

/** A request that is sent to a node and to a server in front of it. */
export interface RequestKind {
  /** What is special about it. */
  readonly name: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
}

/** The path of each file that the requests are about, by what was sent. */
type Paths = ReadonlyMap<string, string>;

const bytes = Buffer.from(Uint8Array.from({ length: 5000 }, (_, index) => (index * 7) % 251));
const contents: Readonly<Record<string, string | Buffer<ArrayBuffer>>> = {
  'photo.jpg': bytes,
  'page.html': '<script>document.title = "ü"</script>',
  'vector.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'script.js': 'alert("ü")',
  'data.json': '{}',
  'ascii.txt': 'plain',
  'utf8.txt': 'größer',
  'latin1.txt': Buffer.from('größer', 'latin1'),
  'unknown.xyzzy': bytes,
  'no-extension': bytes,
  'empty.png': '',
  'sp%20ace/%C3%BC+(1).jpg': bytes,
  '.hidden': bytes,
  'archive.tar.gz': bytes,
  'CAPITALS.JPG': bytes,
  'deep/er/style.css': 'a { content: "ü" }',
  'deleted.jpg': bytes,
  'gone.jpg': bytes,
};

/** Uploads the files, and lays others into the storage directory by hand. */
export async function layFiles(node: NodeProcess): Promise<Paths> {
  const paths = new Map<string, string>();
  for (const [name, content] of Object.entries(contents)) {
    paths.set(name, await upload(node, name, content));
  }
  const photo = (paths.get('photo.jpg') ?? '').slice(1);
  paths.set('thumbnail', await upload(node, `${photo}/thumbnail.jpg`, 'small'));
  for (const name of ['gone.jpg', 'deleted.jpg']) {
    await fetch(node.url + paths.get(name), { method: 'DELETE' });
  }
  const stamped = `_1700000000_${sha1('x')}.txt`;
  await lay(join(node.storage, '.cockatiel/damaged', `a${stamped}`));
  await lay(join(node.storage, `plain~.d/a${stamped}`));
  await lay(join(node.directory, 'outside.txt'));
  await symlink(join(node.directory, 'outside.txt'), join(node.storage, `link${stamped}`));
  await symlink(node.directory, join(node.storage, 'directory'));
  await lay(join(node.directory, `a${stamped}`));
  await lay(join(node.storage, `corrupt${stamped}`), 'y');
  await lay(join(node.storage, `future_4102444800_${sha1('x')}.jpg`), 'x', 4_102_444_800);
  await lay(node.storage + paths.get('gone.jpg'), 'x');
  return paths;
}

async function lay(path: string, content = 'x', seconds = 1_700_000_000): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await utimes(path, seconds, seconds);
}

/** Requests of every kind that a server in front of a node may get. */
export function requestKinds(paths: Paths): readonly RequestKind[] {
  const at = (name: string): string => paths.get(name) ?? '';
  const get = (name: string, target: string, ...headers: string[]): RequestKind => ({
    name,
    method: 'GET',
    target,
    headers,
  });
  const by = (method: string, name: string, target: string, ...headers: string[]): RequestKind => ({
    ...get(name, target, ...headers),
    method,
  });
  const photo = at('photo.jpg');
  const tag = `"${sha1(bytes)}"`;
  const stamped = `_1700000000_${sha1('x')}.txt`;
  const later = 'Thu, 01 Jan 2099 00:00:00 GMT';
  const before = 'Thu, 01 Jan 1998 00:00:00 GMT';
  return [
    get('an image', photo),
    get('a page', at('page.html')),
    get('an SVG', at('vector.svg')),
    get('a script', at('script.js')),
    get('JSON', at('data.json')),
    get('a text in ASCII', at('ascii.txt')),
    get('a text in UTF-8', at('utf8.txt')),
    get('a text in another charset', at('latin1.txt')),
    get('a file of unknown type', at('unknown.xyzzy')),
    get('a file without an extension', at('no-extension')),
    get('an empty file', at('empty.png')),
    get('a name with blanks and letters beyond ASCII', at('sp%20ace/%C3%BC+(1).jpg')),
    get('a name that is encoded more than it must be', photo.replace('photo', '%70hot%6F')),
    get('a name with small letters in its encoding', at('sp%20ace/%C3%BC+(1).jpg').toLowerCase()),
    get('a name that begins with a dot', at('.hidden')),
    get('two extensions', at('archive.tar.gz')),
    get('an extension in capitals', at('CAPITALS.JPG')),
    get('a file in directories', at('deep/er/style.css')),
    get('a file below the name of another file', at('thumbnail')),
    by('HEAD', 'HEAD of an image', photo),
    by('HEAD', 'HEAD of a page', at('page.html')),
    by('HEAD', 'HEAD of a file that is not here', photo.replace('photo', 'absent')),
    by('HEAD', 'HEAD with a range', photo, 'Range: bytes=0-3'),
    get('the first bytes', photo, 'Range: bytes=0-99'),
    get('the last bytes', photo, 'Range: bytes=-100'),
    get('all but the first bytes', photo, 'Range: bytes=100-'),
    get('a range that ends beyond the file', photo, 'Range: bytes=4990-9999'),
    get('a range of a page', at('page.html'), 'Range: bytes=0-3'),
    get('two ranges', photo, 'Range: bytes=0-3,5-8'),
    get('a range that is malformed', photo, 'Range: bytes=x'),
    get('a range in another unit', photo, 'Range: pages=0-3'),
    get('a range that ends before it begins', photo, 'Range: bytes=9-3'),
    get('a range beyond the end', photo, 'Range: bytes=5000-'),
    get('a range of an empty file', at('empty.png'), 'Range: bytes=0-'),
    get('the last bytes of an empty file', at('empty.png'), 'Range: bytes=-5'),
    get('the last no bytes', photo, 'Range: bytes=-0'),
    get('a range of this version', photo, 'Range: bytes=0-3', `If-Range: ${tag}`),
    get('a range of another version', photo, 'Range: bytes=0-3', 'If-Range: "x"'),
    get('a range of a later version', photo, 'Range: bytes=0-3', `If-Range: ${later}`),
    get('If-None-Match that matches', photo, `If-None-Match: ${tag}`),
    get('If-None-Match that matches weakly', photo, `If-None-Match: W/${tag}`),
    get('If-None-Match that does not match', photo, 'If-None-Match: "x"'),
    get('If-None-Match: *', photo, 'If-None-Match: *'),
    get('If-Modified-Since a later time', photo, `If-Modified-Since: ${later}`),
    get('If-Modified-Since an earlier time', photo, `If-Modified-Since: ${before}`),
    get('If-Match that matches', photo, `If-Match: ${tag}`),
    get('If-Match that does not match', photo, 'If-Match: "x"'),
    get('If-Unmodified-Since an earlier time', photo, `If-Unmodified-Since: ${before}`),
    get('a file that is not here', photo.replace('photo', 'absent')),
    get('a deleted file', at('deleted.jpg')),
    get('a deleted file that is on the disk', at('gone.jpg')),
    get('a corrupt copy', `/corrupt${stamped}`),
    get('a file of the future', `/future_4102444800_${sha1('x')}.jpg`),
    get('a name without a stamp', '/photo.jpg'),
    get('a directory', '/deep'),
    get('a directory with a slash', '/deep/'),
    get('the root', '/'),
    get('the working directory', '/.cockatiel/id'),
    get('a file in quarantine', `/.cockatiel/damaged/a${stamped}`),
    get('the working directory, encoded', `/%2Ecockatiel/damaged/a${stamped}`),
    get('the working directory, by dot segments', `/x/../.cockatiel/damaged/a${stamped}`),
    get('the working directory, below a slash too many', `//.cockatiel/damaged/a${stamped}`),
    get('a directory as the disk spells it', `/plain~.d/a${stamped}`),
    get('the directory of a thumbnail as the disk spells it', spell(at('thumbnail'))),
    get('a symbolic link', `/link${stamped}`),
    get('a directory that is a symbolic link', `/directory/a${stamped}`),
    get('an encoded slash', at('deep/er/style.css').replace('deep/', 'deep%2F')),
    get('an encoded backslash', `/a%5Cb${stamped}`),
    get('a backslash', `/a\\b${stamped}`),
    get('a slash too many', `/${at('photo.jpg')}`),
    get('a slash at the end', `${photo}/`),
    get('a dot segment', `/.${photo}`),
    get('dot segments in a directory', at('deep/er/style.css').replace('er', 'er/../er')),
    get('dot segments beyond the root', `/../${photo}`),
    get('a malformed encoding', '/%zz'),
    get('an encoding that is no UTF-8', `/%FF${stamped}`),
    get('an encoded null', `/a%00${stamped}`),
    get('an encoded control character', `/a%1F${stamped}`),
    get('?download', `${photo}?download`),
    get('a query', `${photo}?v=2`),
    get('a page of another site', photo, 'Origin: https://www.example.com'),
    get('a service worker', at('script.js'), 'Service-Worker: script'),
    get('a host with a port', photo, 'Host: files.example.com:8080'),
    get('an absolute target', `http://files.example.com${photo}`),
    by('OPTIONS', 'OPTIONS', photo),
    by('POST', 'POST', photo, 'Content-Length: 0'),
    by('PUT', 'PUT under a reserved name', '/_x', 'Content-Length: 1', '', 'x'),
    by('PUT', 'PUT into the working directory', '/.cockatiel/x', 'Content-Length: 1', '', 'x'),
    by('PUT', 'PUT with a wrong hash', '/x', 'Content-Length: 1', 'X-Content-SHA1: x', '', 'x'),
    by('DELETE', 'DELETE of what is not here', '/absent'),
    by('TRACE', 'TRACE', photo),
    by('PROPFIND', 'PROPFIND', photo),
    get('/_status', '/_status'),
    get('what begins with _', '/_x'),
  ];
}

/** The directory of a thumbnail gets a suffix on the disk. */
function spell(path: string): string {
  return path.replace(/\/([^/]+)$/u, '~.d/$1');
}
