/** A request that went from one node to another. */
export interface SentRequest {
  readonly from: string;
  readonly to: string;
  readonly method: string;
  readonly name: string;
  /** 0 when no response arrived. */
  readonly status: number;
  /** Whether the receiver read the body. */
  readonly hasBody: boolean;
}
