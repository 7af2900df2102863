/** A request, as the limits count it. */
export interface CountedRequest {
  /** Its URL; the query may have a signature. */
  readonly url: string;
  /** Where the client is; absent where the host does not know that. */
  readonly clientAddress?: string | undefined;
  /** Whether a peer sends it; asked only where clients have no place left. */
  readonly isPeer: () => boolean;
  /** Whether the body is here already; absent where the host does not know that. */
  readonly hasBodyArrived?: (() => boolean) | undefined;
}
