/** What this module exports, as CommonJS. */
export interface YoungGeneration {
  readonly limitYoungGeneration: typeof limitYoungGeneration;
}

/** What this needs of `process`. */
export interface ThisProcess
  extends Pick<NodeJS.Process, 'argv' | 'execArgv' | 'execPath' | 'env' | 'platform' | 'send'> {
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** Absent before Node 22.15. */
  readonly execve?: (path: string, args: readonly string[], env: NodeJS.ProcessEnv) => void;
}

const option = '--max-semi-space-size';
/** In MiB. The default is four times as much from Node 24 on, and no faster. */
const limit = 8;

/**
 * Begins this process again, with the same id, on a Node.js whose young generation is limited: no
 * program can set that for itself. It returns where that is not possible, where the user has set
 * the limit, and for commands other than `serve`, which end soon.
 */
function limitYoungGeneration(self: ThisProcess): void {
  const { argv, execArgv, execPath, env, platform, send, versions } = self;
  const [, main, first = 'serve'] = argv;
  // Neither Bun nor an executable with a program in it takes options of Node's.
  if (versions['bun'] !== undefined || main === execPath) return;
  const serves = first === 'serve' || first.startsWith('-');
  const isSet = [...execArgv, env['NODE_OPTIONS'] ?? ''].some((text) => text.includes(option));
  // A channel to the process that has started this one would be lost.
  if (!serves || isSet || platform === 'win32' || send !== undefined) return;
  self.execve?.(execPath, [execPath, `${option}=${limit}`, ...execArgv, ...argv.slice(1)], env);
}

exports.limitYoungGeneration = limitYoungGeneration;
