/**
 * The number of ARNs that IVS reads in one batch call (IVS API reference, BatchGetChannel and
 * BatchGetStreamKey).
 */
export const BATCH_GET_MAX = 50;

/** The result of one batch call: the items that exist, and the error of each of the others. */
export interface Batch<Item> {
  readonly items: Item[];
  readonly errors: ArnError[];
}

/** IVS's error for one ARN; `code` is an HTTP status as text, or an error's name. */
export interface ArnError {
  readonly arn: string;
  readonly code: string;
  readonly message: string;
}

/** Returns a batch from IVS's output. */
export const batchOf = <Item>(
  items: Item[] | undefined,
  errors:
    | readonly {
        arn?: string | undefined;
        code?: string | undefined;
        message?: string | undefined;
      }[]
    | undefined,
): Batch<Item> => ({
  items: items ?? [],
  errors: (errors ?? []).map(({ arn = '', code = 'unknown', message = '' }) => ({
    arn,
    code,
    message,
  })),
});
