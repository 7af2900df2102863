import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createAskedPeers } from '../../../../../runtime/node/page/asked-peers.ts';

test('a peer whose status never ends is asked for two seconds', async () => {
  const server = createServer((_request, response) => {
    const timer = setInterval(() => response.write(' '), 100);
    response.once('close', () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sender = { version: '1', nodeId: 'a'.repeat(16), instance: 'b'.repeat(16) };
  const options = { peerUrls: [url], proxy: undefined, secret: () => undefined };
  const asked = createAskedPeers(options, sender);
  onTestFinished(() => {
    asked.close();
    server.closeAllConnections();
    server.close();
  });
  const [peer] = asked.peers;
  expect(peer?.name).toBe(url);
  await expect(peer?.ask()).rejects.toThrow('no response within 2 seconds');
  // The next one does not wait for the end of it either.
  await expect(peer?.ask()).rejects.toThrow();
});
