import { expect, test } from 'vitest';
import { statusName } from '../../../../../lib/delivery/status-report.ts';
import { startRawPeer } from '../../../../support/cluster/stub-peer.ts';
import { linkTo } from '../../../../support/node/link-to.ts';

const response = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
const request = { method: 'GET', name: statusName } as const;

test('a peer that is frozen fails a probe long before the idle timeout', async () => {
  const peer = await startRawPeer(() => undefined);
  const sending = linkTo(peer.url, 60_000).send({ ...request, responseTimeoutMs: 100 });
  await expect(sending).rejects.toThrow('no response within 0.1 seconds');
});

test('a peer that freezes while its connection is kept open does so, too', async () => {
  // It responds to the first request of a connection only.
  const peer = await startRawPeer((socket) => socket.write(response));
  const link = linkTo(peer.url, 60_000);
  await link.send({ ...request, responseTimeoutMs: 10_000 });
  const sending = link.send({ ...request, responseTimeoutMs: 100 });
  await expect(sending).rejects.toThrow('no response within 0.1 seconds');
});

test('a probe that gets no connection of a full pool does so, too', async () => {
  const peer = await startRawPeer(() => undefined);
  const link = linkTo(peer.url, 60_000);
  const transfers = [1, 2].map(() => link.send(request).catch(() => undefined));
  const sending = link.send({ ...request, responseTimeoutMs: 100 });
  await expect(sending).rejects.toThrow(/within 0.1 seconds/u);
  link.close();
  await Promise.all(transfers);
});

test('a request without a limit of its own has the time of the link', async () => {
  const peer = await startRawPeer((socket) => {
    setTimeout(() => socket.write(response), 300);
  });
  expect(await linkTo(peer.url, 60_000).send(request)).toMatchObject({ status: 200 });
});
