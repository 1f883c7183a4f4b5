import type * as sdk from '@aws-sdk/client-ivs';

type NameIn<Export> = Export extends `${infer Name}Command`
  ? Name extends '$'
    ? never
    : Name
  : never;

/**
 * The operations of IVS, as the SDK has them: a new one is here with the next version of the
 * package.
 */
export type OperationName = NameIn<keyof typeof sdk>;
