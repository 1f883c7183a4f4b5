/** The reason why a player is refused, as the JSON of the answer states it. */
export interface Refusal {
  status: number;
  code: string;
  message: string;
}

/** Marks a refusal where a result is expected. */
export const REFUSED: unique symbol = Symbol('refused');

/**
 * Returns the body with which IVS answers a player: a JSON array of one error. The query string,
 * which may hold a token, is left out.
 */
export const refusalBody = (url: string, { code, message }: Refusal): string =>
  JSON.stringify([{ url: url.split('?', 1)[0], error: message, error_code: code, type: 'error' }]);
