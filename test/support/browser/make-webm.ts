/** A frame of a video: a lossy WebP, as a canvas makes it. */
type Picture = Buffer;

export interface Film {
  readonly width: number;
  readonly height: number;
  readonly pictures: readonly Picture[];
  /** How long each picture is shown. */
  readonly pictureMs: number;
}

/**
 * Makes a WebM (Matroska, RFC 9559) of pictures, each in a cluster of its own and listed in the
 * cues before them, so that a player that is sent anywhere reads from there on.
 */
export function makeWebm({ width, height, pictures, pictureMs }: Film): Buffer<ArrayBuffer> {
  const clusters = pictures.map((picture, at) =>
    element(0x1f43b675, number(0xe7, at * pictureMs), element(0xa3, block, frameOf(picture))),
  );
  const head = Buffer.concat([
    element(0x1549a966, number(0x2ad7b1, 1_000_000), duration(pictures.length * pictureMs)),
    element(0x1654ae6b, track(width, height)),
  ]);
  // All numbers have eight bytes, so the cues are as long before their positions are known.
  const cuesBytes = cues(clusters, pictureMs, 0).length;
  const body = [head, cues(clusters, pictureMs, head.length + cuesBytes), ...clusters];
  return Buffer.concat([element(0x1a45dfa3, text(0x4282, 'webm')), element(0x18538067, ...body)]);
}

/** The first track, at the time of its cluster, a key frame. */
const block = Buffer.from([0x81, 0, 0, 0x80]);

function track(width: number, height: number): Buffer {
  const picture = element(0xe0, number(0xb0, width), number(0xba, height));
  return element(
    0xae,
    ...[number(0xd7, 1), number(0x73c5, 1), number(0x83, 1)],
    ...[text(0x86, 'V_VP8'), picture],
  );
}

function cues(clusters: readonly Buffer[], pictureMs: number, start: number): Buffer {
  let position = start;
  const points = clusters.map((cluster, at) => {
    const place = element(0xb7, number(0xf7, 1), number(0xf1, position));
    position += cluster.length;
    return element(0xbb, number(0xb3, at * pictureMs), place);
  });
  return element(0x1c53bb6b, ...points);
}

/** The key frame of VP8 in a WebP, which is a list of chunks (RFC 9649 §2.3). */
function frameOf(picture: Picture): Buffer {
  let at = 12;
  while (at < picture.length) {
    const size = picture.readUInt32LE(at + 4);
    const content = picture.subarray(at + 8, at + 8 + size);
    if (picture.toString('latin1', at, at + 4) === 'VP8 ') return content;
    at += 8 + size + (size % 2);
  }
  throw new Error('The picture is no lossy WebP.');
}

function number(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return element(id, bytes);
}

function duration(ms: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(ms);
  return element(0x4489, bytes);
}

function text(id: number, value: string): Buffer {
  return element(id, Buffer.from(value));
}

/** An element of EBML (RFC 8794), its size in eight bytes. */
function element(id: number, ...content: readonly Buffer[]): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(content.reduce((sum, { length }) => sum + length, 0)));
  size[0] = 1;
  return Buffer.concat([Buffer.from(id.toString(16), 'hex'), size, ...content]);
}
