/** A request that went from one node to another. */
export interface Passage {
  readonly from: string;
  readonly to: string;
  readonly method: string;
  readonly name: string;
  /** 0 when the peer did not answer. */
  readonly status: number;
  /** Whether the receiver read the body. */
  readonly hasBody: boolean;
}
