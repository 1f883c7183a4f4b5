/** The variables without which no function starts. */
export const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  IVS_ACCOUNT_ID: '123456789012',
  TABLE_NAME: 'table',
  BUS_NAME: 'bus',
  ISSUER: 'https://issuer.example',
  AUDIENCE: 'channelkeeper',
  JWKS_URI: 'https://issuer.example/jwks.json',
} as const;
