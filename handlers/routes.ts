import { batch } from './batch.ts';
import { compare, wanted } from './compare.ts';
import { deleteFile } from './delete-file.ts';
import { deletePosted } from './delete-posted.ts';
import { getFile } from './get-file.ts';
import { getRoot } from './get-root.ts';
import { getHolders, headFile } from './head-file.ts';
import { listFiles } from './list-files.ts';
import type { Route } from './route.ts';
import {
  getLive,
  getMetrics,
  getPage,
  getPageRedirect,
  getPageState,
  getReady,
  getStatus,
} from './status/handlers.ts';
import { tusRoutes } from './tus/routes.ts';
import { postFiles, putFile } from './uploads/handlers.ts';

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
    path: '/_files',
    methods: ['GET', 'HEAD'],
    handler: listFiles,
    role: 'operator',
    readsBody: false,
    isLimited: true,
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
  ...tusRoutes,
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
