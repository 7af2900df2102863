import { spawn } from 'node:child_process';
import type { Log } from '../../../lib/host/log.ts';

/**
 * Sends systemd that the node is ready, where the environment names a socket for that
 * (sd_notify(3)). systemd asks for a datagram, and Node.js has no datagram sockets but those of
 * UDP, so the program `systemd-notify` sends it; a unit needs `NotifyAccess=all` for that. What
 * fails is a warning: systemd goes on to wait, and in the end kills a node that serves.
 */
export function notifyReady(url: string, env: NodeJS.ProcessEnv, log: Log): void {
  if (env['NOTIFY_SOCKET'] === undefined) return;
  const warn = (error: string): void => {
    log.warn('systemd-notify could not send that this node is ready', { error });
  };
  const child = spawn('systemd-notify', ['--ready', `--status=listens on ${url}`], {
    env,
    stdio: 'ignore',
  });
  child.once('error', (error) => warn(error.message));
  child.once('exit', (code, signal) => {
    if (code !== 0) warn(`it ended with ${code ?? signal}`);
  });
}
