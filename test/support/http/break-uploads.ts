import { chunkedPut, http } from './hostile-row.ts';
import { openRawConnection } from './raw-request.ts';

/** Sends uploads to a path, each of which its client leaves in the middle. */
export async function breakUploads(port: number, path: string): Promise<void> {
  const uploads = [
    http(`PUT ${path}`, ['Content-Length: 9']),
    http(`PUT ${path}`, ['Content-Length: 5000000'], 'x'.repeat(2_000_000)),
    chunkedPut(path, '5\r\nhello\r\n'),
  ];
  for (const bytes of uploads) {
    for (const end of ['reset', 'close'] as const) {
      const connection = await openRawConnection(port);
      await connection.send(bytes);
      connection[end]();
    }
  }
}
