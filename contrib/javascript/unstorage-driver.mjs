/**
 * A driver of unstorage. There the caller picks the key, and a node picks the name: so the
 * application keeps a map of key → stored name, in its database. `map` needs `get`, `set`, `delete`
 * and `keys`, plain or async, as a `Map` has them; `client` is one of `cockatiel-server/client`.
 */
export function createDriver({ client, map, directory = 'items' }) {
  async function setItemRaw(key, value) {
    const { name } = await client.put(`${directory}/${key.replaceAll(':', '/')}`, value);
    const old = await map.get(key);
    // First the new name, then the deletion: a key never leads to what is deleted.
    await map.set(key, name);
    if (old !== undefined && old !== name) await client.delete(old);
  }

  async function read(key, take) {
    const name = await map.get(key);
    return name === undefined ? null : await take(await client.get(name, { verify: true }));
  }

  return {
    name: 'cockatiel',
    hasItem: async (key) => (await map.get(key)) !== undefined,
    getItem: (key) => read(key, (response) => response.text()),
    getItemRaw: (key) =>
      read(key, async (response) => new Uint8Array(await response.arrayBuffer())),
    setItem: setItemRaw,
    setItemRaw,
    async removeItem(key) {
      const name = await map.get(key);
      await map.delete(key);
      if (name !== undefined) await client.delete(name);
    },
    getKeys: async () => [...(await map.keys())],
  };
}
