import { openAuthorizationCode, type AuthorizationCode } from './authorizationCode.ts';
import type { Clock } from './clock.ts';
import { openDeviceAuthorization, type DeviceAuthorization } from './deviceAuthorization.ts';
import type { Issuer } from './issuer.ts';
import type { Grant } from './tokenEndpoint.ts';

/**
 * The ways by which a person signs in at the local issuer: the console by an authorization code,
 * and the command line by a code for a device.
 */
export interface SignIn {
  readonly codes: AuthorizationCode;
  readonly device: DeviceAuthorization;
  /** The grants of the token endpoint, by type. */
  readonly grants: Readonly<Record<string, Grant>>;
  /** The members that they add to the configuration of the issuer. */
  configuration(): Record<string, unknown>;
}

/** Opens the endpoints. Codes are kept in memory. */
export function openSignIn(parts: { issuer: Issuer; clock: Clock }): SignIn {
  const codes = openAuthorizationCode(parts);
  const device = openDeviceAuthorization(parts);
  const grants: Record<string, Grant> = {
    authorization_code: (form, host) => codes.token(form, host),
    ...device.grants,
  };
  return {
    codes,
    device,
    grants,
    configuration: () => ({
      ...codes.configuration(),
      ...device.configuration(),
      grant_types_supported: Object.keys(grants),
    }),
  };
}
