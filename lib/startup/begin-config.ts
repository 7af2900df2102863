import type { Config } from '../context.ts';
import type { Clock } from '../host/clock.ts';
import { requireMount } from '../names/mounted-path.ts';

/**
 * The configuration of a node that starts now. Its URL is its mount where it has no other. Throws
 * an `Error` for a mount that is no path.
 */
export function beginConfig(config: Omit<Config, 'startedAtMs'>, clock: Clock): Config {
  const { mount } = config;
  requireMount(mount);
  return { ...config, publicUrl: config.publicUrl || (mount ?? ''), startedAtMs: clock.nowMs() };
}
