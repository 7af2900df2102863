import type { PeerRead } from '../../../lib/delivery/peer-link.ts';
import { partsOf } from '../../../lib/names/stored-name.ts';
import type { RemoteDownload, RemotePeer } from '../../../lib/read-through/remote-peer.ts';

/** What a peer without a node does with a request for a file. */
export type RespondToRead = (request: PeerRead) => Promise<RemoteDownload> | RemoteDownload;

/** A peer that a test drives. */
export interface FakeRemotePeer extends RemotePeer {
  /** What it was asked for, such as `HEAD` and `GET 2-4`. */
  readonly requests: string[];
  /** How often it was to be left alone. */
  rests: number;
  equalMs: number | undefined;
  offsetSeconds: number | undefined;
  respond: RespondToRead;
  /** How many downloads were cancelled. */
  cancelled: number;
}

/** A response with this content, in chunks of so many bytes. */
export function download(
  { name, range }: Pick<PeerRead, 'name' | 'range'>,
  content: Uint8Array<ArrayBuffer>,
  chunkBytes = content.length,
): RemoteDownload {
  const sent = range === undefined ? content : content.slice(range.first, range.last + 1);
  const contentRange = range && `bytes ${range.first}-${range.last}/${content.length}`;
  return {
    status: range === undefined ? 200 : 206,
    sha1: partsOf(name).sha1,
    sizeBytes: sent.length,
    ...(contentRange !== undefined && { contentRange }),
    isUtf8: false,
    from: '00000000000000ab',
    body: inChunks(sent, chunkBytes),
    cancel: () => undefined,
  };
}

/** A response without content, such as a 404. */
export function refusal(status: number): RemoteDownload {
  const body = inChunks(new Uint8Array(0), 1);
  return { status, isUtf8: false, from: undefined, body, cancel: () => undefined };
}

/** The content in chunks, after which the source may go on. */
export async function* inChunks(
  content: Uint8Array<ArrayBuffer>,
  chunkBytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let first = 0; first < content.length; first += chunkBytes) {
    yield content.slice(first, first + chunkBytes);
  }
}

/** Creates a peer that responds so. */
export function createFakeRemotePeer(peerName: string, respond: RespondToRead): FakeRemotePeer {
  const peer: FakeRemotePeer = {
    peerName,
    requests: [],
    rests: 0,
    equalMs: undefined,
    offsetSeconds: undefined,
    cancelled: 0,
    responses: 0,
    respond,
    isReadable: () => peer.rests === 0,
    equalAtMs: () => peer.equalMs,
    clockOffsetSeconds: () => peer.offsetSeconds,
    async read(request) {
      const { method, range } = request;
      peer.requests.push(range === undefined ? method : `${method} ${range.first}-${range.last}`);
      const response = await peer.respond(request);
      const cancel = (): void => {
        peer.cancelled += 1;
      };
      return { ...response, cancel };
    },
    rest() {
      peer.rests += 1;
    },
  };
  return peer;
}
