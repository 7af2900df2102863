import { HttpError } from '../http/http-error.ts';
import type { RefusedSender } from './access.ts';

/** A 401 or 403: a request without a secret, or with one that is not valid for it. */
export class CredentialsError extends HttpError {
  readonly sender: RefusedSender;
  /** The id that a node shows; nobody has verified it. */
  readonly nodeId: string | undefined;

  constructor(
    { sender, nodeId }: { readonly sender: RefusedSender; readonly nodeId?: string | undefined },
    ...refusal: ConstructorParameters<typeof HttpError>
  ) {
    super(...refusal);
    this.sender = sender;
    this.nodeId = nodeId;
  }
}
