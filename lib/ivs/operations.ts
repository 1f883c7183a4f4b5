import type * as sdk from '@aws-sdk/client-ivs';

type NameIn<Export> = Export extends `${infer Name}Command`
  ? Name extends '$'
    ? never
    : Name
  : never;

/**
 * The operations of IVS, from the SDK: a new operation appears with the next version of the
 * package.
 */
export type OperationName = NameIn<keyof typeof sdk>;
