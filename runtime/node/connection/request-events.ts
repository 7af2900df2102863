/**
 * The events by which Node's HTTP server hands over a request: it has one for each kind of
 * `Expect`.
 */
export const requestEvents = ['request', 'checkContinue', 'checkExpectation'] as const;
