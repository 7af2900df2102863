/** The state machine of a peer: what makes it up, refusing or down. */
export const peerStates = [
  {
    name: 'the first operation that fails makes a peer count as down',
    promise: 'API: no operation blocks those behind it',
    file: 'lib/replication/peer-state.ts',
    from: `  if (failures < failureLimit && kind !== 'unreachable') return { ...state, failures };
`,
    to: '',
  },
  {
    name: 'files that this node can not read make a peer count as down',
    promise: 'I6',
    file: 'lib/replication/peer-state.ts',
    from: 'if (error instanceof DeliveryError) return afterPeerFailure(state, error, failureLimit);',
    to: `const failure = error instanceof DeliveryError ? error : new DeliveryError('', 'protocol');
  if (deferredCount >= 0) return afterPeerFailure(state, failure, failureLimit);`,
  },
  {
    name: 'operations that a peer will never take make it count as down',
    promise: 'API: one operation never blocks others',
    file: 'lib/replication/peer-state.ts',
    from: 'if (error instanceof LastingRefusalError) return state;',
    to: '',
  },
  {
    name: 'failures count although others succeed between them',
    promise: 'I6',
    file: 'lib/replication/peer-state.ts',
    from: '{ ...state, ...upAgain, lastSuccessMs: event.nowMs }',
    to: '{ ...state, ...upAgain, failures: state.failures, lastSuccessMs: event.nowMs }',
  },
  {
    name: 'a peer that is back still counts as down',
    promise: 'I5',
    file: 'lib/replication/peer-state.ts',
    from: '{ ...state, ...upAgain, lastSuccessMs: event.nowMs }',
    to: '{ ...state, failures: 0, lastSuccessMs: event.nowMs }',
  },
  {
    name: 'a peer whose connection just broke off is tried once more at once',
    promise: 'API: waiting between attempts',
    file: 'lib/replication/peer-state.ts',
    from: "condition: 'down', probeUsed: true }",
    to: "condition: 'down' }",
  },
  {
    name: 'a peer that rejects a probe still counts as down',
    promise: 'API: a peer that is back gets its queue',
    file: 'lib/replication/peer-state.ts',
    from: `  if (state.condition === 'down') return { ...state, ...upAgain };
`,
    to: '',
  },
  {
    name: 'a further rejection makes a peer that rejects everything count as up',
    promise: 'API: waiting between attempts',
    file: 'lib/replication/peer-state.ts',
    from: "if (state.condition === 'down') return { ...state, ...upAgain };",
    to: 'if (isProbed(state)) return { ...state, ...upAgain };',
  },
  {
    name: 'rounds are not counted, so that the back-off does not grow',
    promise: 'API: grows 0.5, 1, 2, 4',
    file: 'lib/replication/peer-state.ts',
    from: 'rounds: state.rounds + 1, roundEndedMs',
    to: 'rounds: 1, roundEndedMs',
  },
  {
    name: 'a peer that is down is probed with every operation that is unreadable here',
    promise: 'API: waiting between attempts',
    file: 'lib/replication/peer-state.ts',
    from: 'state.probeUsed && localFaults > deferredCount',
    to: 'state.probeUsed && localFaults < 0',
  },
];
