import { expect, test } from 'vitest';
import { isStatusReport } from '../../../../lib/delivery/status-report.ts';

test.each([
  ['{"queues": {}}', true],
  ['{"queues": {"http://b": {"length": 4}}, "node": {}}', true],
  ['{"queues": null}', false],
  ['{"queues": 4}', false],
  ['{"status": "ok"}', false],
  ['null', false],
  ['"queues"', false],
  ['{"queues": {', false],
  ['<html>OK</html>', false],
  ['', false],
])('%s is the status of a node: %j', (text, expected) => {
  expect(isStatusReport(text)).toBe(expected);
});
