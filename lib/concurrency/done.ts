/**
 * What a function returns that found nothing to wait for. An `async` function would make a promise
 * at each call, and on the way of an upload or a read that is a noticeable part of the work.
 */
export const done: Promise<void> = Promise.resolve();
