import { gunzipSync } from 'node:zlib';

/** Two seconds of black in 128 × 72, H.264 in an MPEG transport stream: what every segment is. */
const PACKED = [
  'H4sICJDvA2sCA3NlZ3YudHMAc3cQFGBw+qDKwHiQgeE/438Gxj8NIh5CjGxubrkFqemcwalFZZnJqQaG5TXOp/4PLuDuwCDAwLCBF+x2BsYPDFobWTb9HxrAPQDodqYNQmC3P2T4wCAN',
  'IkT3+oYNAbc7MhgEBjAwVPPUMVDPVGAMPmBgaGhgVWRgv5EIilDODyAy3emA3DJBDv2nB1wYGJgZWECEhk3EDjeQZMYJJ36dBiAjtaOJyc4ngEFacN/v9/t+v163Cyv6AHS74Qxgqpln',
  'Qk23Uz8IOFMZEUHgOEuGpUbkANDtRiC3H4wZ5G7/uBDZ7VqM8qwGQLcbg9z+pGVwu527zhHZ7dZQt5sA3c7IvmZwu52X6yGy2z0Z3A/6AN1uCnK71pVB7vbpjchuj3SAuN0M5HbfP4Pb',
  '7fwqishuz2yAuN0c5PZClUHu9g0Hkd1eeQDidguQ26f4DG63C9omIru9o0HgQzDQ7ZYgt28vGeRuP4VSvs+YYH/QBwA1nFdtjAkAAA==',
].join('');

export const SEGMENT: Buffer = gunzipSync(Buffer.from(PACKED, 'base64'));
