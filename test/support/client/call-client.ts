import {
  type Client,
  type ClientOptions,
  type CockatielError,
  createClient,
} from '../../../client/client.ts';
import {
  createFakeNodes,
  type FakeNodes,
  type Respond,
  useVirtualTime,
  whileTimePasses,
} from './fake-nodes.ts';

/** The name under which fake nodes store everything. */
export const storedName = `a_13_${'0'.repeat(40)}.txt`;

/** The response to an upload of `a.txt`. */
export function stored(): Response {
  return new Response(null, { status: 201, headers: { Location: `/${storedName}` } });
}

/** Calls a client of nodes that respond so; resolves with the result, or the error. */
export async function callClient<Result>(
  options: Partial<ClientOptions>,
  respond: Respond,
  work: (client: Client) => Promise<Result>,
): Promise<FakeNodes & { readonly result: Result | CockatielError }> {
  useVirtualTime();
  const nodes = createFakeNodes(respond);
  const client = createClient({ nodes: 'http://a', fetch: nodes.fetch, ...options });
  const result = await whileTimePasses(work(client)).catch((error: CockatielError) => error);
  return { ...nodes, result };
}
