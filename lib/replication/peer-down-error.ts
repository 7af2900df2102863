/**
 * The peer takes nothing at present. `drain` throws this at the end of a round; its caller waits
 * and drains again.
 */
export class PeerDownError extends Error {
  /** Whether the peer responds and refuses: it may accept new work, which should not wait. */
  readonly isResponding: boolean;
  /** How many rounds in a row have ended so, this one included. */
  readonly rounds: number;

  constructor(message: string | undefined, isResponding: boolean, rounds: number) {
    super(message);
    this.name = 'PeerDownError';
    this.isResponding = isResponding;
    this.rounds = rounds;
  }
}
