/**
 * Whether a variable is one that Kubernetes (and Docker, for `--link`) sets in each container for a
 * service called cockatiel, or cockatiel-something: `COCKATIEL_PORT=tcp://10.96.0.12:8080`,
 * `COCKATIEL_SERVICE_HOST`, `COCKATIEL_PORT_8080_TCP_ADDR`. Docker adds the names of the two
 * containers (`COCKATIEL_NAME=/web/cockatiel`) and the environment of the linked one
 * (`COCKATIEL_ENV_PATH`).
 */
export function isServiceLink(name: string, value: string): boolean {
  return (
    (/_PORT$/u.test(name) && /^(?:tcp|udp|sctp):\/\//u.test(value)) ||
    /_SERVICE_(?:HOST|PORT|PORT_\w+)$/u.test(name) ||
    /_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/u.test(name) ||
    (/_NAME$/u.test(name) && /^(?:\/[\w.-]+){2,}$/u.test(value)) ||
    /_ENV_./u.test(name)
  );
}
