import type { JSX } from 'preact';

/** Explains why nobody is signed in. A reload begins the sign-in again. */
export function NotSignedIn({ reason }: { reason: string }): JSX.Element {
  return (
    <main class="alone">
      <h1>Channelkeeper</h1>
      <p class="notice bad" role="alert">
        The sign-in failed. {reason}
      </p>
      <button type="button" class="primary" onClick={() => location.reload()}>
        Sign in again
      </button>
    </main>
  );
}
