import { HttpError } from '../http/http-error.ts';

type S3Fields = Pick<Request, 'method' | 'url' | 'headers'>;

/** The refusal of a client that takes this node for an object store. */
export class S3Error extends HttpError {
  constructor() {
    super(501, 'This is no S3 server: it would not keep the key, because it gives names itself.');
  }

  /** The body that such a client reads, and shows the message of. */
  toXml(): string {
    return `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>NotImplemented</Code><Message>${this.message}</Message></Error>
`;
  }
}

/** Signatures of AWS, all versions. */
const signedHeader = /^AWS(?:4-[\w-]+)? /u;
const signedQuery = /[?&](?:X-Amz-Signature|AWSAccessKeyId)=/u;

/**
 * Throws a 501 for a request of an S3 client, known by how it signs, in a header or in the URL. An
 * upload of one would be stored under another name than its key, and be told that all is well.
 */
export function refuseS3({ method, url, headers }: S3Fields): void {
  const isSigned = signedHeader.test(headers.get('authorization') ?? '') || signedQuery.test(url);
  // Whoever does not sign sends these all the same.
  const isUpload = method === 'PUT' && headers.has('x-amz-content-sha256');
  if (isSigned || isUpload) throw new S3Error();
}
