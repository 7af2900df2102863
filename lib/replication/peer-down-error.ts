/** The peer takes nothing at present. `drain` throws this; its caller waits and calls again. */
export class PeerDownError extends Error {
  /** Whether it answers: then it may take what is new, and that should not wait. */
  readonly isAnswering: boolean;
  /** How often in a row a drain has ended so, this time included. */
  readonly rounds: number;

  constructor(message: string | undefined, isAnswering: boolean, rounds: number) {
    super(message);
    this.isAnswering = isAnswering;
    this.rounds = rounds;
  }
}
