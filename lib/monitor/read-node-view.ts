import type { NodeView } from '../host/monitor.ts';
import type { VolumeReport } from '../host/volumes.ts';
import { type Fields, fieldsOf, numberIn, parseFields, textIn } from './json-fields.ts';

/** A node has two directories. */
const maxVolumes = 4;

/**
 * Reads what a peer's `/_status` says of the peer itself; `undefined` where it has nothing of the
 * kind, like the Python version's.
 */
export function readNodeView(text: string): NodeView | undefined {
  const node = fieldsOf(parseFields(text)?.['node']);
  return node && toNodeView(node);
}

/** The same of the fields alone. What is missing or has another type is `null`. */
export function toNodeView(node: Fields): NodeView {
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
