import type { Role } from '../lib/access/access.ts';
import type { RequestContext } from '../lib/context.ts';
import { batch } from './batch.ts';
import { compare, wanted } from './compare.ts';
import { deleteFile } from './delete-file.ts';
import { deletePosted } from './delete-posted.ts';
import { getFile } from './get-file.ts';
import { getRoot } from './get-root.ts';
import { getHolders, headFile } from './head-file.ts';
import {
  getLive,
  getMetrics,
  getPage,
  getPageRedirect,
  getPageState,
  getReady,
  getStatus,
} from './status/handlers.ts';
import { postFiles } from './uploads/post-files.ts';
import { putFile } from './uploads/put-file.ts';

/** Serves a request. What it throws becomes a response too (`errors.ts`). */
export type Handler = (request: Request, ctx: RequestContext) => Response | Promise<Response>;

/**
 * One row of the route table. Everything that depends on a route is derived from its row: routing,
 * `Allow`, CORS, authorization, and what the host does before the handler runs.
 */
export interface Route {
  /** As it is written in a URL; `*` stands for anything. The first match counts. */
  readonly path: string;
  readonly methods: readonly string[];
  readonly handler: Handler;
  /**
   * The role that the caller must have, if the node has secrets for it; `anyone` for none. Where it
   * has none for operators readers are operators.
   */
  readonly role: Exclude<Role, 'cluster'> | 'anyone';
  /** Whether the handler reads the body. A host makes no body for other routes. */
  readonly readsBody: boolean;
  /** Whether there may be none, which else is a 411. */
  readonly isBodyOptional?: boolean;
  /** Whether the limit of concurrent requests counts these. */
  readonly isLimited: boolean;
  /** Whether the path is that of a directory, with a slash at its end, and not of a file. */
  readonly isDirectory?: boolean;
  /** Whether only nodes use it: no page of another site may. */
  readonly isForNodes?: boolean;
}

/** What every node serves. A new route is one row here, and the file of its handler. */
export const routes: readonly Route[] = [
  {
    path: '/_live',
    methods: ['GET', 'HEAD'],
    handler: getLive,
    // Who probes a node for a load balancer should need no secret of it.
    role: 'anyone',
    readsBody: false,
    isLimited: false,
  },
  {
    path: '/_ready',
    methods: ['GET', 'HEAD'],
    handler: getReady,
    role: 'anyone',
    readsBody: false,
    isLimited: false,
  },
  {
    path: '/_status',
    methods: ['GET', 'HEAD'],
    handler: getStatus,
    role: 'operator',
    readsBody: false,
    // It shows what is wrong when a node is overloaded, and costs next to nothing.
    isLimited: false,
  },
  {
    path: '/_metrics',
    methods: ['GET', 'HEAD'],
    handler: getMetrics,
    role: 'operator',
    readsBody: false,
    isLimited: false,
  },
  {
    path: '/_ui',
    methods: ['GET', 'HEAD'],
    handler: getPageRedirect,
    role: 'anyone',
    readsBody: false,
    isLimited: false,
  },
  {
    path: '/_ui/state',
    methods: ['GET', 'HEAD'],
    handler: getPageState,
    role: 'operator',
    readsBody: false,
    isLimited: false,
  },
  {
    path: '/_ui/holders/*',
    methods: ['GET', 'HEAD'],
    handler: getHolders,
    role: 'operator',
    readsBody: false,
    isLimited: true,
  },
  {
    path: '/_ui/*',
    methods: ['GET', 'HEAD'],
    handler: getPage,
    // The page has nothing of the node in it, and asks for the secret itself.
    role: 'anyone',
    readsBody: false,
    isLimited: false,
  },
  {
    path: '/_compare',
    methods: ['POST'],
    handler: compare,
    isForNodes: true,
    // A peer has the secret for writing, at least; an offer discloses as much.
    role: 'write',
    readsBody: true,
    isLimited: true,
  },
  {
    path: '/_wanted',
    methods: ['POST'],
    handler: wanted,
    isForNodes: true,
    // A peer has the secret for writing, at least; an offer discloses as much.
    role: 'write',
    readsBody: true,
    isLimited: true,
  },
  {
    path: '/_batch',
    methods: ['POST'],
    handler: batch,
    isForNodes: true,
    role: 'write',
    readsBody: true,
    isLimited: true,
  },
  {
    path: '/',
    methods: ['GET', 'HEAD'],
    handler: getRoot,
    // It checks the role of readers itself, for who is not led to the page.
    role: 'anyone',
    readsBody: false,
    isLimited: true,
  },
  {
    path: '*',
    methods: ['GET'],
    handler: getFile,
    role: 'read',
    readsBody: false,
    isLimited: true,
  },
  {
    path: '*',
    methods: ['HEAD'],
    handler: headFile,
    role: 'read',
    readsBody: false,
    isLimited: true,
  },
  {
    path: '*',
    methods: ['PUT'],
    handler: putFile,
    role: 'write',
    readsBody: true,
    isLimited: true,
  },
  {
    path: '*/',
    methods: ['DELETE'],
    handler: deletePosted,
    role: 'write',
    readsBody: true,
    isBodyOptional: true,
    isLimited: true,
    isDirectory: true,
  },
  {
    path: '*',
    methods: ['DELETE'],
    handler: deleteFile,
    role: 'write',
    readsBody: false,
    isLimited: true,
  },
  {
    path: '*/',
    methods: ['POST'],
    handler: postFiles,
    role: 'write',
    readsBody: true,
    isLimited: true,
    isDirectory: true,
  },
];
