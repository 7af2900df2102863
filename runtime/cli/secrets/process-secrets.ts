import { roles } from '../../../lib/access/access.ts';
import type { Secrets } from '../../../lib/access/secrets.ts';
import type { Log } from '../../../lib/host/log.ts';
import type { NodeOptions } from '../../node.ts';
import { isS3Address } from '../../objects/s3-address.ts';
import { UsageError } from '../flags/usage-error.ts';
import { forgetSecrets, loadSecrets, type OnOpenFile, type SecretFiles } from './load-secrets.ts';
import { createObjectKey } from './object-key.ts';

/** Where the secrets are, and whether the files are on an object store. */
export interface SecretSettings {
  readonly storage: string;
  readonly behind?: string | undefined;
  readonly secretFiles: SecretFiles;
  readonly objectSecretFile: string | undefined;
}

/** The secrets that a process was started with, and has read again since. */
export interface ProcessSecrets {
  current(): Secrets;
  /** The access key of an object store; absent where the files are on a disk. */
  readonly objectCredentials: NodeOptions['objectCredentials'];
  /** Reads all of them again. Those that are not valid stay as they are. */
  reload(): void;
}

/**
 * Reads the secrets, and removes them from the environment of this process. Throws a `UsageError`,
 * which never contains a secret.
 */
export function readProcessSecrets(
  { storage, behind, secretFiles, objectSecretFile }: SecretSettings,
  env: NodeJS.ProcessEnv,
  log: Log,
): ProcessSecrets {
  const warn: OnOpenFile = (source, file, access) =>
    log.warn(`all users of this machine can ${access} a file of secrets; chmod o-rw closes it`, {
      source,
      file,
    });
  const read = (): Required<Secrets> => loadSecrets(secretFiles, env, warn);
  let current = read();
  const hasBucket = isS3Address(storage) || behind !== undefined;
  const objectKey = hasBucket ? createObjectKey(objectSecretFile, env, warn) : undefined;
  forgetSecrets(process.env);
  return {
    current: () => current,
    objectCredentials: objectKey?.credentials,
    reload() {
      current = reload(current, read, log);
      objectKey?.reload(log);
    },
  };
}

/** Reads the secrets again. If they are not valid, the previous ones stay in use. */
function reload(
  before: Required<Secrets>,
  readSecrets: () => Required<Secrets>,
  log: Log,
): Required<Secrets> {
  try {
    const after = readSecrets();
    for (const role of roles) {
      if (before[role].length === 0 || after[role].length > 0) continue;
      throw new UsageError(`no secrets for "${role}" any more; restart to run without them`);
    }
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    log.warn(isSame ? 'the secrets were read again and are the same' : 'the secrets have changed');
    return after;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    log.error('the secrets are unchanged, because the new ones are not valid', {
      error: error.message,
    });
    return before;
  }
}
