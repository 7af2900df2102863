import { randomInt } from 'node:crypto';
import { isListening } from '../http/open-connection.ts';

/**
 * Finds so many ports in a row where nobody listens, below those that Linux gives to outgoing
 * connections, so that none is taken on the way.
 */
export async function findFreePorts(many: number): Promise<number[]> {
  for (;;) {
    const first = randomInt(10_000, 32_000);
    const ports = Array.from({ length: many }, (_, index) => first + index);
    const taken = await Promise.all(ports.map(isListening));
    if (!taken.includes(true)) return ports;
  }
}
