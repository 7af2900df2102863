/** Why a node accepts no writes, as its `/_status` says; `null` while it accepts them. */
export async function readOnlyReason({ url }: { readonly url: string }): Promise<string | null> {
  const response = await fetch(`${url}/_status`);
  const { node } = (await response.json()) as { node: { readOnlyReason: string | null } };
  return node.readOnlyReason;
}
