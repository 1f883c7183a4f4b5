const ATTEMPTS_MAX = 3;
/** The pause after a refusal for too many requests, in ms, which doubles with each (SDK v3). */
const THROTTLED_PAUSE_MS = 500;

type Token = ReturnType<typeof tokenOf>;
const tokenOf = (retries: number) => ({ getRetryCount: () => retries, getRetryDelay: () => 0 });

/**
 * Returns the retry strategy of the SDKs. Its pauses would take real time, so `pause` makes those
 * that matter.
 * @param pause waits on the clock of the test, after a refusal for too many requests
 */
export const retryLater = (pause: (ms: number) => Promise<void>) => ({
  acquireInitialRetryToken: () => Promise.resolve(tokenOf(0)),
  async refreshRetryTokenForRetry(token: Token, { errorType }: { errorType: string }) {
    const retries = token.getRetryCount() + 1;
    if (!['TRANSIENT', 'THROTTLING'].includes(errorType) || retries === ATTEMPTS_MAX)
      throw new Error('It is not tried again.');
    if (errorType === 'THROTTLING') await pause(THROTTLED_PAUSE_MS * 2 ** (retries - 1));
    return tokenOf(retries);
  },
  recordSuccess: () => undefined,
});

/** The retry strategy of the SDKs without any pause. */
export const retryAtOnce = retryLater(() => Promise.resolve());
