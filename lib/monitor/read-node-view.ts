import type { NodeView } from '../host/monitor.ts';
import type { VolumeReport } from '../host/volumes.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A node has two directories. */
const maxVolumes = 4;
const maxCharacters = 200;

/**
 * Reads what a peer's `/_status` says of the peer itself. Nothing of it is believed to have its
 * type, nor to be short. `undefined` where it has nothing of the kind, like the Python version's.
 */
export function readNodeView(text: string): NodeView | undefined {
  const node = fieldsOf(fieldsOf(parse(text))?.['node']);
  if (node === undefined) return undefined;
  return {
    id: textIn(node, 'id'),
    version: textIn(node, 'version'),
    files: numberIn(node, 'files'),
    bytes: numberIn(node, 'bytes'),
    tombstones: numberIn(node, 'tombstones'),
    digest: textIn(node, 'digest'),
    notReady: textIn(node, 'notReady'),
    readOnlyReason: textIn(node, 'readOnlyReason'),
    storeFailure: textIn(node, 'storeFailure'),
    corrupt: numberIn(fieldsOf(node['damaged']) ?? {}, 'kept'),
    volumes: volumesIn(node),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

function textIn(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' ? value.slice(0, maxCharacters) : null;
}

function numberIn(fields: Fields, name: string): number | null {
  const value = fields[name];
  // JSON has numbers such as 1e999, which are none here.
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function volumesIn(node: Fields): VolumeReport[] {
  const { volumes } = node;
  if (!Array.isArray(volumes)) return [];
  return volumes.slice(0, maxVolumes).map((value) => {
    const volume = fieldsOf(value) ?? {};
    return {
      name: textIn(volume, 'name') ?? '',
      freeBytes: numberIn(volume, 'freeBytes') ?? 0,
      totalBytes: numberIn(volume, 'totalBytes') ?? 0,
      reservedBytes: numberIn(volume, 'reservedBytes') ?? 0,
    };
  });
}
