/** The retry strategy of the SDKs, without its pauses, because those would take real time. */
const ATTEMPTS_MAX = 3;
const tokenOf = (retries: number) => ({ getRetryCount: () => retries, getRetryDelay: () => 0 });
export const retryAtOnce = {
  acquireInitialRetryToken: () => Promise.resolve(tokenOf(0)),
  refreshRetryTokenForRetry(
    token: ReturnType<typeof tokenOf>,
    { errorType }: { errorType: string },
  ) {
    const retries = token.getRetryCount() + 1;
    if (!['TRANSIENT', 'THROTTLING'].includes(errorType) || retries === ATTEMPTS_MAX)
      return Promise.reject(new Error('It is not tried again.'));
    return Promise.resolve(tokenOf(retries));
  },
  recordSuccess: () => undefined,
};
