// What files are read from: a node, and the references that read the same directory.

/**
 * Starts them on what is stored for `port`; `measure` is called with a server, whether it is the
 * node, and the turn.
 */
export async function startReaders(scope, port, measure) {
  const storage = scope.storage(port);
  const node = await scope.startNode(port);
  const servers = [node, await scope.startReference('node-stream', storage)];
  if (scope.withNginx) servers.push(await scope.startReference('nginx', storage));
  return servers.map((server) => ({
    name: server.name,
    servers: () => [server],
    nodes: () => (server === node ? [node] : []),
    measure: (turn) => measure(server, server === node, turn),
  }));
}
