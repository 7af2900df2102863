/** The files of the page that shows how a node is. Only some hosts have them. */
export interface PageFiles {
  /** The file of this name, without a directory; `undefined` if there is none. */
  find(name: string): Promise<PageFile | undefined>;
}

export interface PageFile {
  /** The value of `Content-Type`. */
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** A hash of the body. */
  readonly tag: string;
  /** Whether the name has a hash too, so that no other content ever has this name. */
  readonly isImmutable: boolean;
}
