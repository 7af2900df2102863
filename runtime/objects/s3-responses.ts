import { ObjectStoreError } from '../../lib/errors/domain-errors.ts';
import { connectionError, responseError } from './s3-errors.ts';
import { readElement } from './s3-xml.ts';

/** Throws what a response means that is no success. */
export async function requireOk(response: Response): Promise<void> {
  if (!response.ok) throw await responseError(response);
}

/** Reads a response to its end, in which is nothing that anybody wants to know. */
export async function drain(response: Response): Promise<undefined> {
  await response.arrayBuffer().catch((error: unknown) => {
    throw connectionError(error);
  });
  return undefined;
}

/** The body of a success, which must have an element with this name that is whole. */
export async function readXml(response: Response, element: string): Promise<string> {
  await requireOk(response);
  const xml = await response.text().catch((error: unknown) => {
    throw connectionError(error);
  });
  if (xml.includes(`</${element}>`)) return xml;
  // A failure may come after the head of a 200, and a body may end early without a word.
  const code = readElement(xml, 'Code') ?? 'IncompleteResponse';
  const detail = `the response of the store has no whole ${element}`;
  throw new ObjectStoreError({ code, detail, isTransient: true });
}
