import type { Log } from '../../../lib/host/log.ts';
import type { S3Credentials } from '../../objects/s3-client.ts';
import { UsageError } from '../flags/usage-error.ts';
import { forgetObjectCredentials, loadObjectCredentials } from './load-object-credentials.ts';
import type { OnOpenFile } from './load-secrets.ts';

/** The access key of an object store, which can be replaced while the node runs. */
export interface ObjectKey {
  credentials(): S3Credentials;
  /** Reads it again. If the new one is not valid, the one before stays in use. */
  reload(log: Pick<Log, 'error' | 'warn'>): void;
}

/**
 * Reads the access key, and removes it from the environment of this process. Throws a `UsageError`
 * where there is none.
 */
export function createObjectKey(
  file: string | undefined,
  env: NodeJS.ProcessEnv,
  onOpenFile: OnOpenFile,
): ObjectKey {
  let credentials = loadObjectCredentials(file, env, onOpenFile);
  forgetObjectCredentials(process.env);
  return {
    credentials: () => credentials,
    reload(log) {
      try {
        const before = JSON.stringify(credentials);
        credentials = loadObjectCredentials(file, env, onOpenFile);
        if (JSON.stringify(credentials) !== before) log.warn('the access key has changed');
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        const { message } = error;
        log.error('the access key is unchanged, because the new one is not valid', {
          error: message,
        });
      }
    },
  };
}
