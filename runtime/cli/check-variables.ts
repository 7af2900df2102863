import { roles } from '../../lib/access/access.ts';
import { type Flag, variableOf } from './flags/flag.ts';
import { isServiceLink } from './flags/is-service-link.ts';
import { serveFlags } from './flags/serve-flags.ts';

/** The variables `COCKATIEL_…` that set no flag and no secret. None of their values is kept. */
export interface OtherVariables {
  /** What Kubernetes or Docker sets for a service that is called cockatiel. */
  readonly serviceLinks: readonly string[];
  readonly unknown: readonly UnknownVariable[];
}

/** A variable that is probably mistyped. */
export interface UnknownVariable {
  readonly name: string;
  /** The known variable that is spelled almost so. */
  readonly similar: string | undefined;
}

const prefix = 'COCKATIEL_';
const secretVariables = roles.map((role) => `${prefix}${role.toUpperCase()}_SECRET`);
const maxTypos = 2;

/** Finds the variables that have no effect. */
export function checkVariables(env: NodeJS.ProcessEnv): OtherVariables {
  const flags: readonly Flag[] = Object.values(serveFlags);
  const known = [...flags.map(variableOf), ...secretVariables];
  const names = Object.keys(env).filter((name) => name.startsWith(prefix));
  const serviceLinks = names.filter((name) => isServiceLink(name, env[name] ?? ''));
  const unknown = names
    .filter((name) => !known.includes(name) && !serviceLinks.includes(name))
    .map((name) => ({ name, similar: known.find((other) => isSimilar(name, other)) }));
  return { serviceLinks, unknown };
}

/** Whether one name becomes the other when `maxTypos` letters are added, removed or changed. */
function isSimilar(name: string, other: string, typos = maxTypos): boolean {
  if (name === other) return true;
  if (typos === 0) return false;
  let same = 0;
  while (same < name.length && name[same] === other[same]) same += 1;
  const [rest, otherRest] = [name.slice(same), other.slice(same)];
  return (
    isSimilar(rest.slice(1), otherRest.slice(1), typos - 1) ||
    isSimilar(rest.slice(1), otherRest, typos - 1) ||
    isSimilar(rest, otherRest.slice(1), typos - 1)
  );
}
