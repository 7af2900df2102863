import { createHistogram, type Histogram } from './histogram.ts';

/**
 * Counts the requests of a server. It is called for each of them, also where the response comes
 * from memory, so it keeps plain numbers; they become metrics when somebody collects them.
 */
export interface Traffic {
  /** A response was sent, or given up because the client has left. */
  note(method: string | undefined, status: number, seconds: number): void;
  /** The bytes of bodies; whoever moves some adds them. */
  readonly bytes: MovedBytes;
  /** How many responses came from memory; whoever finds one there adds it. */
  cacheHits: number;
  /** How many GETs of what the server says of itself got it; whoever serves one adds it. */
  ownGets: number;
  /** How many responses there were by method and status, most of them with 0. */
  requests(): Iterable<RequestCount>;
  /** How long the requests took, by method. */
  durations(): Iterable<readonly [method: string, Histogram]>;
}

/** How many bytes of bodies a server has received from clients, and has sent to them. */
export interface MovedBytes {
  received: number;
  sent: number;
}

export interface RequestCount {
  readonly method: string;
  readonly status: number;
  readonly count: number;
}

/** Anything else is `other`: clients may make up methods, and each would be one more series. */
const methods = ['GET', 'HEAD', 'PUT', 'DELETE', 'POST', 'PATCH', 'OPTIONS', 'other'] as const;
const other = methods.indexOf('other');
const statuses = 600;
const boundsSeconds = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];

/** What is shown before it has happened: a rate needs the 0 before the first. */
const usual: Readonly<Record<string, readonly number[]>> = {
  GET: [200, 206, 304, 401, 403, 404, 500, 503],
  HEAD: [200, 304, 401, 403, 404, 500, 503],
  PUT: [200, 201, 302, 400, 401, 403, 409, 500, 503, 507],
  DELETE: [200, 401, 403, 404, 500, 503],
  POST: [200, 201, 400, 401, 403, 500, 503, 507],
  PATCH: [204, 401, 403, 404, 409, 500, 503, 507],
};

/** Creates the counts of a server that has had no request. */
export function createTraffic(): Traffic {
  const counts = new Float64Array(methods.length * statuses);
  const durations = methods.map(() => createHistogram(boundsSeconds));
  return {
    bytes: { received: 0, sent: 0 },
    cacheHits: 0,
    ownGets: 0,
    note(method, status, seconds) {
      const index = indexOf(method);
      const at = index * statuses + status;
      counts[at] = (counts[at] as number) + 1;
      (durations[index] as Histogram).note(seconds);
    },
    *requests() {
      for (const [index, method] of methods.entries()) {
        for (let status = 0; status < statuses; status += 1) {
          const count = counts[index * statuses + status] as number;
          if (count > 0 || usual[method]?.includes(status) === true) {
            yield { method, status, count };
          }
        }
      }
    },
    durations: () => methods.map((method, index) => [method, durations[index] as Histogram]),
  };
}

function indexOf(method: string | undefined): number {
  const index = methods.indexOf(method as (typeof methods)[number]);
  return index === -1 ? other : index;
}
