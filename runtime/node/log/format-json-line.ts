import { pino } from 'pino';
import type { FormatLine } from './format-line.ts';

let lastLine = '';

const logger = pino(
  {
    level: 'debug',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: pino.stdSerializers.err },
  },
  {
    write(line) {
      lastLine = line;
    },
  },
);

/** One JSON object. */
export const formatJsonLine: FormatLine = (level, message, fields) => {
  logger[level](fields, message);
  return lastLine;
};
