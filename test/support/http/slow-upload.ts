import { openConnection } from './open-connection.ts';

/** An upload, half of which is sent. */
export interface SlowUpload {
  /** Sends the other half, and returns what was received until the connection was closed. */
  finish(): Promise<string>;
}

/** Starts an upload to a port of the loopback, and waits until the node reads the body. */
export async function startSlowUpload(port: number): Promise<SlowUpload> {
  const head = 'PUT /slow.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nExpect: 100-continue\r\n';
  const connection = await openConnection(port, `${head}\r\n`);
  await connection.waitFor(/ 100 Continue\r\n\r\n/u);
  connection.socket.write('abc');
  return {
    async finish() {
      connection.socket.write('def');
      await connection.closed;
      return connection.received().replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/u, '');
    },
  };
}
