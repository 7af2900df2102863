import { mountExt4 } from './mount-ext4.ts';
import { mountSmallDisk } from './small-disk.ts';

/** A kind of file system that can be small. */
export interface SmallDiskKind {
  readonly kind: string;
  /** Makes a directory on an empty one for one test; `undefined` where that is not possible. */
  mount(mebibytes: number): Promise<string | undefined>;
  /** Why a test is skipped then. */
  readonly reason: string;
}

/** What a full disk means differs from one to the other: pages here, blocks and a journal there. */
export const smallDiskKinds: readonly SmallDiskKind[] = [
  {
    kind: 'tmpfs',
    mount: (mebibytes) => mountSmallDisk(`size=${mebibytes}m`),
    reason: 'mounting a tmpfs is not allowed here',
  },
  {
    kind: 'ext4',
    mount: async (mebibytes) => (await mountExt4(mebibytes))?.directory,
    reason: 'an ext4 image can not be made or mounted on a loop device here',
  },
];
