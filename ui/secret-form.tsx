import { useState } from 'preact/hooks';
import { isSendable } from './secrets.ts';

interface SecretFormProps {
  readonly label: string;
  readonly hint: string;
  /** Whether a secret was sent already, which the node did not accept. */
  readonly isWrong: boolean;
  readonly onSecret: (secret: string) => void;
}

/** Asks for a secret. It never leaves the page but in the header of a request to this node. */
export function SecretForm({ label, hint, isWrong, onSecret }: SecretFormProps) {
  const [secret, setSecret] = useState('');
  return (
    <form
      class="secret"
      onSubmit={(event) => {
        event.preventDefault();
        if (isSendable(secret)) onSecret(secret);
      }}
    >
      <label>
        {label}
        <input
          type="password"
          autocomplete="off"
          value={secret}
          aria-describedby="secret-hint"
          onInput={({ currentTarget }) => setSecret(currentTarget.value)}
        />
      </label>
      <p id="secret-hint" class="note">
        {hint} It is kept until this tab is closed.
      </p>
      {isWrong && (
        <p class="note bad" role="alert">
          The node does not accept the secret that was sent.
        </p>
      )}
      <button type="submit" disabled={!isSendable(secret)}>
        Use it
      </button>
    </form>
  );
}
