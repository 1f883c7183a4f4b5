// Printed from docs/openapi.json by `node docs/generate.ts`; a test fails when it is stale. Do not edit it.

export interface Paths {
  '/health': {
    get: Operations['getHealth'];
  };
  '/v1/health': {
    get: Operations['getHealthV1'];
  };
  '/v1/channels': {
    get: Operations['listChannels'];
    post: Operations['createChannel'];
  };
  '/v1/channels/{channelId}': {
    get: Operations['getChannel'];
    patch: Operations['updateChannel'];
    delete: Operations['deleteChannel'];
  };
  '/v1/channels/{channelId}/stream': {
    get: Operations['getStream'];
    delete: Operations['stopStream'];
  };
  '/v1/channels/{channelId}/suspension': {
    get: Operations['getSuspension'];
    post: Operations['suspendChannel'];
    delete: Operations['resumeChannel'];
  };
  '/v1/channels/{channelId}/stream-keys': {
    get: Operations['listStreamKeys'];
  };
  '/v1/jobs': {
    get: Operations['listJobs'];
  };
  '/v1/jobs/{jobId}': {
    get: Operations['getJob'];
  };
  '/v1/jobs/{jobId}/results': {
    get: Operations['getJobResults'];
  };
  '/v1/channels/{channelId}/stream-key-rotations': {
    post: Operations['rotateStreamKey'];
  };
  '/v1/viewer-session-revocations': {
    post: Operations['revokeViewers'];
  };
  '/v1/jobs/{jobId}/cancel': {
    post: Operations['cancelJob'];
  };
  '/v1/jobs/{jobId}/redrive': {
    post: Operations['redriveJob'];
  };
  '/v1/jobs/{jobId}/abandon': {
    post: Operations['abandonJob'];
  };
  '/v1/stream-keys/{streamKeyId}': {
    get: Operations['getStreamKey'];
  };
  '/v1/openapi.json': {
    get: Operations['getOpenApi'];
  };
  '/v1/docs': {
    get: Operations['getReference'];
  };
  '/v1/docs/{asset}': {
    get: Operations['getReferenceAsset'];
  };
}

export interface Operations {
  /** Whether requests get through to code. */
  getHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            status: 'ok';
          };
        };
      };
      400: Components['responses']['400.invalid-request'];
      429: Components['responses']['429'];
      500: Components['responses']['500.internal'];
      503: Components['responses']['503'];
    };
  };
  /** Whether requests get through to code. */
  getHealthV1: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            status: 'ok';
          };
        };
      };
      400: Components['responses']['400.invalid-request'];
      429: Components['responses']['429'];
      500: Components['responses']['500.internal'];
      503: Components['responses']['503'];
    };
  };
  /** Channels, in the order of IVS. */
  listChannels: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            channels: Components['schemas']['ChannelSummary'][];
            nextCursor?: string;
          };
        };
      };
      400: Components['responses']['400.invalid-request'];
      401: Components['responses']['401.unauthenticated'];
      403: Components['responses']['403.account-not-verified.missing-scope'];
      409: Components['responses']['409.conflict'];
      429: Components['responses']['429.throttled'];
      500: Components['responses']['500.internal'];
      502: Components['responses']['502.not-permitted-by-aws'];
      503: Components['responses']['503.ivs-unavailable.token-keys-unavailable'];
    };
  };
  /** Create a channel and its stream key. */
  createChannel: {
    parameters: {
      query?: {
        dryRun?: 'true' | 'false';
      };
      header?: {
        'Idempotency-Key'?: string;
        'X-Reason'?: string;
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Components['schemas']['NewChannel'];
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRun'];
        };
      };
      201: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            channel: Components['schemas']['Channel'];
          };
        };
      };
      202: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          };
        };
      };
      400: Components['responses']['400.invalid-request.malformed-json'];
      401: Components['responses']['401.unauthenticated'];
      402: Components['responses']['402.quota-exceeded'];
      403: Components['responses']['403.account-not-verified.missing-scope'];
      404: Components['responses']['404.not-found'];
      409: Components['responses']['409.conflict.job-cancelled.job-conflict'];
      413: Components['responses']['413.body-too-large'];
      415: Components['responses']['415.unsupported-media-type'];
      422: Components['responses']['422.idempotency-key-reused'];
      429: Components['responses']['429.throttled'];
      500: Components['responses']['500.internal'];
      502: Components['responses']['502.not-permitted-by-aws'];
      503: Components['responses']['503.ivs-unavailable.token-keys-unavailable'];
      504: Components['responses']['504.job-exhausted'];
    };
  };
  /** A channel. */
  getChannel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        channelId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            channel: Components['schemas']['Channel'];
          };
        };
      };
      400: Components['responses']['400.invalid-request'];
      401: Components['responses']['401.unauthenticated'];
      403: Components['responses']['403.account-not-verified.missing-scope'];
      404: Components['responses']['404.not-found'];
      409: Components['responses']['409.conflict'];
      429: Components['responses']['429.throttled'];
      500: Components['responses']['500.internal'];
      502: Components['responses']['502.not-permitted-by-aws'];
      503: Components['responses']['503.ivs-unavailable.token-keys-unavailable'];
    };
  };
  /** Change a channel, live or not. */
  updateChannel: {
    parameters: {
      query?: {
        when?: 'now' | 'idle';
        block?: 'true' | 'false';
        dryRun?: 'true' | 'false';
      };
      header?: {
        'Idempotency-Key'?: string;
        'X-Reason'?: string;
        Prefer?: string;
      };
      path: {
        channelId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          latencyMode?: 'NORMAL' | 'LOW';
          type?: 'BASIC' | 'STANDARD' | 'ADVANCED_SD' | 'ADVANCED_HD';
          authorized?: boolean;
          recordingConfigurationArn?: string;
          insecureIngest?: boolean;
          preset?: 'HIGHER_BANDWIDTH_DELIVERY' | 'CONSTRAINED_BANDWIDTH_DELIVERY';
          playbackRestrictionPolicyArn?: string;
          multitrackInputConfiguration?: {
            enabled?: boolean;
            policy?: 'ALLOW' | 'REQUIRE';
            maximumResolution?: 'SD' | 'HD' | 'FULL_HD';
          };
          containerFormat?: 'TS' | 'FRAGMENTED_MP4';
          adConfigurationArn?: string;
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            channel: Components['schemas']['Channel'];
          } | Components['schemas']['DryRun'];
        };
      };
      202: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          };
        };
      };
      400: Components['responses']['400.invalid-request.malformed-json'];
      401: Components['responses']['401.unauthenticated'];
      402: Components['responses']['402.quota-exceeded'];
      403: Components['responses']['403.account-not-verified.missing-scope'];
      404: Components['responses']['404.not-found'];
      409: Components['responses']['409.channel-live.conflict.job-cancelled.job-conflict'];
      413: Components['responses']['413.body-too-large'];
      415: Components['responses']['415.unsupported-media-type'];
      422: Components['responses']['422.idempotency-key-reused'];
      429: Components['responses']['429.throttled'];
      500: Components['responses']['500.internal'];
      502: Components['responses']['502.not-permitted-by-aws'];
      503: Components['responses']['503.ivs-unavailable.token-keys-unavailable'];
      504: Components['responses']['504.job-exhausted'];
    };
  };
  /** Delete a channel, live or not. */
  deleteChannel: {
    parameters: {
      query?: {
        dryRun?: 'true' | 'false';
      };
      header?: {
        'Idempotency-Key'?: string;
        'X-Reason'?: string;
        Prefer?: string;
      };
      path: {
        channelId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRun'];
        };
      };
      202: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          };
        };
      };
      204: {
        headers: Record<string, unknown>;
        content?: never;
      };
      400: Components['responses']['400.invalid-request.malformed-json'];
      401: Components['responses']['401.unauthenticated'];
      402: Components['responses']['402.quota-exceeded'];
      403: Components['responses']['403.account-not-verified.missing-scope'];
      404: Components['responses']['404.not-found'];
      409: Components['responses']['409.conflict.job-cancelled.job-conflict'];
      413: Components['responses']['413.body-too-large'];
      415: Components['responses']['415.unsupported-media-type'];
      422: Components['responses']['422.idempotency-key-reused'];
      429: Components['responses']['429.throttled'];
      500: Components['responses']['500.internal'];
      502: Components['responses']['502.not-permitted-by-aws'];
      503: Components['responses']['503.ivs-unavailable.token-keys-unavailable'];
      504: Components['responses']['504.job-exhausted'];
    };
  };
  /** The show that is on. */
  getStream: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        channelId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            stream: Components['schemas']['Stream'];
          };
        };
      };
      400: Components['responses']['400.invalid-request'];
      401: Components['responses']['401.unauthenticated'];
      403: Components['responses']['403.account-not-verified.missing-scope'];
      404: Components['responses']['404.channel-not-broadcasting.not-found'];
      409: Components['responses']['409.conflict'];
      429: Components['responses']['429.throttled'];
      500: Components['responses']['500.internal'];
      502: Components['responses']['502.not-permitted-by-aws'];
      503: Components['responses']['503.ivs-unavailable.token-keys-unavailable'];
    };
  };
  /** Take a channel off air. */
  stopStream: {
    parameters: {
      query?: {
        once?: 'true' | 'false';
        dryRun?: 'true' | 'false';
      };
      header?: {
        'Idempotency-Key'?: string;
        'X-Reason'?: string;
        Prefer?: string;
      };
      path: {
        channelId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRun'];
        };
      };
      202: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          };
        };
      };
      204: {
        headers: Record<string, unknown>;
        content?: never;
      };
      400: Components['responses']['400.invalid-request.malformed-json'];
      401: Components['responses']['401.unauthenticated'];
      402: Components['responses']['402.quota-exceeded'];
      403: Components['responses']['403.account-not-verified.missing-scope'];
      404: Components['responses']['404.channel-not-broadcasting.not-found'];
      409: Components['responses']['409.conflict.job-cancelled.job-conflict'];
      413: Components['responses']['413.body-too-large'];
      415: Components['responses']['415.unsupported-media-type'];
      422: Components['responses']['422.idempotency-key-reused'];
      429: Components['responses']['429.throttled'];
      500: Components['responses']['500.internal'];
      502: Components['responses']['502.not-permitted-by-aws'];
      503: Components['responses']['503.ivs-unavailable.token-keys-unavailable'];
      504: Components['responses']['504.job-exhausted'];
    };
  };
  /** Whether a channel is suspended, since when and why. */
  getSuspension: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        channelId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            suspension: Components['schemas']['Suspension'];
          };
        };
      };
      400: Components['responses']['400.invalid-request'];
      401: Components['responses']['401.unauthenticated'];
      403: Components['responses']['403.missing-scope'];
      404: Components['responses']['404.not-found'];
      429: Components['responses']['429'];
      500: Components['responses']['500.internal'];
      503: Components['responses']['503.token-keys-unavailable'];
    };
  };
  /** Take a channel off air and keep it dark. */
  suspendChannel: {
    parameters: {
      query?: {
        dryRun?: 'true' | 'false';
      };
      header?: {
        'Idempotency-Key'?: string;
        'X-Reason'?: string;
        Prefer?: string;
      };
      path: {
        channelId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRun'];
        };
      };
      201: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            suspension?: Components['schemas']['Suspension'];
            job: Components['schemas']['Job'];
          };
        };
      };
      202: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          };
        };
      };
      400: Components['responses']['400.invalid-request.malformed-json'];
      401: Components['responses']['401.unauthenticated'];
      402: Components['responses']['402.quota-exceeded'];
      403: Components['responses']['403.account-not-verified.missing-scope'];
      404: Components['responses']['404.not-found'];
      409: Components['responses']['409.conflict.job-cancelled.job-conflict'];
      413: Components['responses']['413.body-too-large'];
      415: Components['responses']['415.unsupported-media-type'];
      422: Components['responses']['422.idempotency-key-reused'];
      429: Components['responses']['429.throttled'];
      500: Components['responses']['500.internal'];
      502: Components['responses']['502.not-permitted-by-aws'];
      503: Components['responses']['503.ivs-unavailable.token-keys-unavailable'];
      504: Components['responses']['504.job-exhausted'];
    };
  };
  /** Give a suspended channel a stream key again. */
  resumeChannel: {
    parameters: {
      query?: {
        dryRun?: 'true' | 'false';
      };
      header?: {
        'Idempotency-Key'?: string;
        'X-Reason'?: string;
        Prefer?: string;
      };
      path: {
        channelId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': 
            | {
            streamKey: {
              arn: string;
              channelArn: string;
            };
            job: Components['schemas']['Job'];
          }
            | Components['schemas']['DryRun'];
        };
      };
      202: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          };
        };
      };
      400: Components['responses']['400.invalid-request.malformed-json'];
      401: Components['responses']['401.unauthenticated'];
      402: Components['responses']['402.quota-exceeded'];
      403: Components['responses']['403.account-not-verified.missing-scope'];
      404: Components['responses']['404.not-found'];
      409: Components['responses']['409.channel-suspended.conflict.job-cancelled.job-conflict'];
      413: Components['responses']['413.body-too-large'];
      415: Components['responses']['415.unsupported-media-type'];
      422: Components['responses']['422.idempotency-key-reused'];
      429: Components['responses']['429.throttled'];
      500: Components['responses']['500.internal'];
      502: Components['responses']['502.not-permitted-by-aws'];
      503: Components['responses']['503.ivs-unavailable.token-keys-unavailable'];
      504: Components['responses']['504.job-exhausted'];
    };
  };
  /** The stream keys of a channel, without their values. */
  listStreamKeys: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        channelId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            streamKeys: Components['schemas']['StreamKeySummary'][];
          };
        };
      };
      400: Components['responses']['400.invalid-request'];
      401: Components['responses']['401.unauthenticated'];
      403: Components['responses']['403.account-not-verified.missing-scope'];
      404: Components['responses']['404.not-found'];
      409: Components['responses']['409.conflict'];
      429: Components['responses']['429.throttled'];
      500: Components['responses']['500.internal'];
      502: Components['responses']['502.not-permitted-by-aws'];
      503: Components['responses']['503.ivs-unavailable.token-keys-unavailable'];
    };
  };
  /** Jobs, newest first. */
  listJobs: {
    parameters: {
      query?: {
        status?: 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
        workflow?: 
          | 'deleteChannel'
          | 'provisionChannel'
          | 'resumeChannel'
          | 'revokeViewers'
          | 'rotateStreamKeyNow'
          | 'rotateStreamKeyWhenIdle'
          | 'stopStream'
          | 'stopStreamOnce'
          | 'suspendChannel'
          | 'updateChannel'
          | 'updateChannelBlocked'
          | 'updateChannelNow'
          | 'updateChannelWhenIdle';
        subject?: string;
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            jobs: Components['schemas']['Job'][];
            nextCursor?: string;
          };
        };
      };
      400: Components['responses']['400.invalid-request'];
      401: Components['responses']['401.unauthenticated'];
      403: Components['responses']['403.missing-scope'];
      429: Components['responses']['429'];
      500: Components['responses']['500.internal'];
      503: Components['responses']['503.token-keys-unavailable'];
    };
  };
  /** A job as it is now. */
  getJob: {
    parameters: {
      query?: {
        after?: number;
      };
      header?: {
        Prefer?: string;
      };
      path: {
        jobId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          };
        };
      };
      400: Components['responses']['400.invalid-request'];
      401: Components['responses']['401.unauthenticated'];
      403: Components['responses']['403.missing-scope'];
      404: Components['responses']['404.not-found'];
      429: Components['responses']['429'];
      500: Components['responses']['500.internal'];
      503: Components['responses']['503.token-keys-unavailable'];
    };
  };
  /** What became of each pair of a batch of viewers. */
  getJobResults: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path: {
        jobId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            results: Components['schemas']['ViewerSessionResult'][];
            nextCursor?: string;
          };
        };
      };
      400: Components['responses']['400.invalid-request'];
      401: Components['responses']['401.unauthenticated'];
      403: Components['responses']['403.missing-scope'];
      404: Components['responses']['404.not-found'];
      429: Components['responses']['429'];
      500: Components['responses']['500.internal'];
      503: Components['responses']['503.token-keys-unavailable'];
    };
  };
  /** Give a channel a new stream key. */
  rotateStreamKey: {
    parameters: {
      query: {
        when: 'now' | 'idle';
        dryRun?: 'true' | 'false';
      };
      header?: {
        'Idempotency-Key'?: string;
        'X-Reason'?: string;
        Prefer?: string;
      };
      path: {
        channelId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRun'];
        };
      };
      201: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            streamKey: Components['schemas']['StreamKeySummary'];
            job: Components['schemas']['Job'];
          };
        };
      };
      202: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          };
        };
      };
      400: Components['responses']['400.invalid-request.malformed-json'];
      401: Components['responses']['401.unauthenticated'];
      402: Components['responses']['402.quota-exceeded'];
      403: Components['responses']['403.account-not-verified.missing-scope'];
      404: Components['responses']['404.not-found'];
      409: Components['responses']['409.channel-suspended.conflict.job-cancelled.job-conflict'];
      413: Components['responses']['413.body-too-large'];
      415: Components['responses']['415.unsupported-media-type'];
      422: Components['responses']['422.idempotency-key-reused'];
      429: Components['responses']['429.throttled'];
      500: Components['responses']['500.internal'];
      502: Components['responses']['502.not-permitted-by-aws'];
      503: Components['responses']['503.ivs-unavailable.token-keys-unavailable'];
      504: Components['responses']['504.job-exhausted'];
    };
  };
  /** Throw viewers out. */
  revokeViewers: {
    parameters: {
      query?: {
        dryRun?: 'true' | 'false';
      };
      header?: {
        'Idempotency-Key'?: string;
        'X-Reason'?: string;
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Components['schemas']['ViewerSessionRevocation'];
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          } | Components['schemas']['DryRun'];
        };
      };
      202: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          };
        };
      };
      400: Components['responses']['400.invalid-request.malformed-json'];
      401: Components['responses']['401.unauthenticated'];
      402: Components['responses']['402.quota-exceeded'];
      403: Components['responses']['403.account-not-verified.missing-scope'];
      409: Components['responses']['409.conflict.job-cancelled.job-conflict'];
      413: Components['responses']['413.body-too-large'];
      415: Components['responses']['415.unsupported-media-type'];
      422: Components['responses']['422.idempotency-key-reused'];
      429: Components['responses']['429.throttled'];
      500: Components['responses']['500.internal'];
      502: Components['responses']['502.not-permitted-by-aws'];
      503: Components['responses']['503.ivs-unavailable.token-keys-unavailable'];
      504: Components['responses']['504.job-exhausted'];
    };
  };
  /** Ask a job to stop and to give back what it took. */
  cancelJob: {
    parameters: {
      query?: {
        dryRun?: 'true' | 'false';
      };
      header?: {
        'Idempotency-Key'?: string;
        'X-Reason'?: string;
        Prefer?: string;
      };
      path: {
        jobId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          } | Components['schemas']['DryRun'];
        };
      };
      202: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          };
        };
      };
      400: Components['responses']['400.invalid-request.malformed-json'];
      401: Components['responses']['401.unauthenticated'];
      403: Components['responses']['403.missing-scope'];
      404: Components['responses']['404.not-found'];
      409: Components['responses']['409.job-ended.past-point-of-no-return'];
      413: Components['responses']['413.body-too-large'];
      415: Components['responses']['415.unsupported-media-type'];
      429: Components['responses']['429'];
      500: Components['responses']['500.internal'];
      503: Components['responses']['503.token-keys-unavailable'];
    };
  };
  /** Start a job that failed or was cancelled again. */
  redriveJob: {
    parameters: {
      query?: {
        dryRun?: 'true' | 'false';
      };
      header?: {
        'Idempotency-Key'?: string;
        'X-Reason'?: string;
        Prefer?: string;
      };
      path: {
        jobId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRun'];
        };
      };
      202: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          };
        };
      };
      400: Components['responses']['400.invalid-request.malformed-json'];
      401: Components['responses']['401.unauthenticated'];
      403: Components['responses']['403.missing-scope'];
      404: Components['responses']['404.not-found'];
      409: Components['responses']['409.conflict.job-conflict.job-ended.job-not-ended'];
      413: Components['responses']['413.body-too-large'];
      415: Components['responses']['415.unsupported-media-type'];
      429: Components['responses']['429'];
      500: Components['responses']['500.internal'];
      503: Components['responses']['503.token-keys-unavailable'];
    };
  };
  /** Give a job up where it stands, to free its subject. */
  abandonJob: {
    parameters: {
      query?: {
        dryRun?: 'true' | 'false';
      };
      header?: {
        'Idempotency-Key'?: string;
        'X-Reason'?: string;
        Prefer?: string;
      };
      path: {
        jobId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          } | Components['schemas']['DryRun'];
        };
      };
      400: Components['responses']['400.invalid-request.malformed-json'];
      401: Components['responses']['401.unauthenticated'];
      403: Components['responses']['403.missing-scope'];
      404: Components['responses']['404.not-found'];
      409: Components['responses']['409.conflict.job-ended'];
      413: Components['responses']['413.body-too-large'];
      415: Components['responses']['415.unsupported-media-type'];
      429: Components['responses']['429'];
      500: Components['responses']['500.internal'];
      503: Components['responses']['503.token-keys-unavailable'];
    };
  };
  /** A stream key with its value. */
  getStreamKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        streamKeyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            streamKey: Components['schemas']['StreamKey'];
          };
        };
      };
      400: Components['responses']['400.invalid-request'];
      401: Components['responses']['401.unauthenticated'];
      403: Components['responses']['403.account-not-verified.missing-scope'];
      404: Components['responses']['404.not-found'];
      409: Components['responses']['409.conflict'];
      429: Components['responses']['429.throttled'];
      500: Components['responses']['500.internal'];
      502: Components['responses']['502.not-permitted-by-aws'];
      503: Components['responses']['503.ivs-unavailable.token-keys-unavailable'];
    };
  };
  /** The OpenAPI 3.1 document of this API. */
  getOpenApi: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Record<string, unknown>;
        };
      };
      400: Components['responses']['400.invalid-request'];
      429: Components['responses']['429'];
      500: Components['responses']['500.internal'];
      503: Components['responses']['503'];
    };
  };
  /** The reference page. */
  getReference: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'text/html': string;
        };
      };
      400: Components['responses']['400.invalid-request'];
      429: Components['responses']['429'];
      500: Components['responses']['500.internal'];
      503: Components['responses']['503'];
    };
  };
  /** A file of the reference page. */
  getReferenceAsset: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        asset: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'text/*': string;
        };
      };
      400: Components['responses']['400.invalid-request'];
      404: Components['responses']['404.not-found'];
      429: Components['responses']['429'];
      500: Components['responses']['500.internal'];
      503: Components['responses']['503'];
    };
  };
}

export interface Components {
  schemas: {
    Channel: {
      arn?: string;
      name?: string;
      latencyMode?: string;
      type?: string;
      authorized?: boolean;
      insecureIngest?: boolean;
      preset?: string;
      recordingConfigurationArn?: string;
      playbackRestrictionPolicyArn?: string;
      adConfigurationArn?: string;
      tags?: Record<string, string>;
      ingestEndpoint?: string;
      playbackUrl?: string;
      containerFormat?: string;
      multitrackInputConfiguration?: {
        enabled?: boolean;
        policy?: string;
        maximumResolution?: string;
      };
      srt?: {
        endpoint?: string;
      };
    };
    ChannelSummary: {
      arn?: string;
      name?: string;
      latencyMode?: string;
      type?: string;
      authorized?: boolean;
      insecureIngest?: boolean;
      preset?: string;
      recordingConfigurationArn?: string;
      playbackRestrictionPolicyArn?: string;
      adConfigurationArn?: string;
      tags?: Record<string, string>;
    };
    DryRun: {
      dryRun: {
        workflow: string;
        subject: string;
        steps: Components['schemas']['PlannedStep'][];
        pointOfNoReturn?: string;
        wouldJoin?: string;
        wouldSupersede?: string;
        wouldConflictWith?: string;
        job?: string;
        status?: string;
      };
    };
    GatewayMessage: {
      message: string;
    };
    Job: {
      id: string;
      workflow: string;
      subject: string;
      channelArn?: string;
      status: 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
      ending?: string;
      step: string;
      version: number;
      waitsFor?: {
        what: string;
        until: string;
      };
      attempts: number;
      turns: number;
      progress?: {
        total: number;
        done: number;
        failed: number;
        etaSeconds?: number;
      };
      result?: {
        channelArn?: string;
        newStreamKeyArn?: string;
        previousStreamKeyArn?: string;
        timeToDarkMs?: number;
        showsMissed?: number;
      };
      requestedBy: string;
      reason?: string;
      createdAt: string;
      updatedAt: string;
      finishedAt?: string;
      error?: {
        class: 'throttled' | 'unavailable' | 'conflict' | 'refused' | 'notFound' | 'exhausted' | 'internal';
        name: string;
        message: string;
        operation?: string;
        requestId?: string;
      };
      left?: string[];
      cancel?: {
        by: string;
        at: string;
        reason?: string;
        result?: 'cancelled' | 'tooLate' | 'abandoned';
      };
      supersededBy?: string;
      redriveOf?: string;
      redrivenBy?: string;
      stranded?: true;
      timeline: Components['schemas']['TimelineEntry'][];
      timelineDropped?: number;
    };
    NewChannel: {
      name?: string;
      latencyMode?: 'NORMAL' | 'LOW';
      type?: 'BASIC' | 'STANDARD' | 'ADVANCED_SD' | 'ADVANCED_HD';
      authorized?: boolean;
      recordingConfigurationArn?: string;
      tags?: Record<string, string>;
      insecureIngest?: boolean;
      preset?: 'HIGHER_BANDWIDTH_DELIVERY' | 'CONSTRAINED_BANDWIDTH_DELIVERY';
      playbackRestrictionPolicyArn?: string;
      multitrackInputConfiguration?: {
        enabled?: boolean;
        policy?: 'ALLOW' | 'REQUIRE';
        maximumResolution?: 'SD' | 'HD' | 'FULL_HD';
      };
      containerFormat?: 'TS' | 'FRAGMENTED_MP4';
      adConfigurationArn?: string;
    };
    PlannedStep: {
      step: string;
      does?: string;
      waits?: string;
      final?: string;
      then: Record<string, string>;
    };
    Problem: {
      /** What kind of refusal; a relative reference that does not change. */
      type: string;
      title: string;
      status: number;
      /** What it is this time, for people. */
      detail: string;
      /** The path of the request. */
      instance: string;
      requestId: string;
      /** Of `invalid-request`: every field and the rule it breaks. */
      errors?: {
        field: string;
        rule: string;
      }[];
      /** The job it is about. */
      jobId?: string;
      /** Where that job is to be seen. */
      job?: string;
      /** What the job took and could not give back. */
      left?: string[];
      /** Of `missing-scope`: the scope that is needed. */
      scope?: string;
      /** Of `unauthenticated` and `missing-scope`: the code of RFC 6750. */
      error?: string;
    };
    Stream: {
      channelArn?: string;
      streamId?: string;
      state?: 'LIVE' | 'OFFLINE';
      health?: 'HEALTHY' | 'STARVING' | 'UNKNOWN';
      playbackUrl?: string;
      startTime?: string;
      viewerCount?: number;
    };
    StreamKey: {
      arn?: string;
      channelArn?: string;
      tags?: Record<string, string>;
      value?: string;
    };
    StreamKeySummary: {
      arn?: string;
      channelArn?: string;
      tags?: Record<string, string>;
    };
    Suspension: {
      channelArn: string;
      suspendedAt: string;
      suspendedBy: string;
      reason?: string;
      jobId: string;
    };
    TimelineEntry: {
      at: string;
      step: string;
      outcome: string;
      operations?: string[];
      durationMs?: number;
      requestId?: string;
      error?: string;
      count?: number;
      lastAt?: string;
    };
    ViewerSessionResult: {
      channelArn: string;
      viewerId: string;
      viewerSessionVersionsLessThanOrEqualTo: number;
      outcome: 'revoked' | 'failed' | 'pending';
      code?: string;
      message?: string;
    };
    ViewerSessionRevocation: {
      viewerSessions: {
        channelArn?: string;
        channelId?: string;
        viewerId: string;
        viewerSessionVersionsLessThanOrEqualTo?: number;
      }[];
      viewerSessionVersionsLessThanOrEqualTo?: number;
    };
  };
  responses: {
    '429': {
      headers: Record<string, unknown>;
      content: {
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    '503': {
      headers: Record<string, unknown>;
      content: {
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    '400.invalid-request': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/invalid-request';
        };
      };
    };
    '400.invalid-request.malformed-json': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/invalid-request' | '/problems/malformed-json';
        };
      };
    };
    '401.unauthenticated': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/unauthenticated';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    '402.quota-exceeded': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/quota-exceeded';
        };
      };
    };
    '403.account-not-verified.missing-scope': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/account-not-verified' | '/problems/missing-scope';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    '403.missing-scope': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/missing-scope';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    '404.channel-not-broadcasting.not-found': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/channel-not-broadcasting' | '/problems/not-found';
        };
      };
    };
    '404.not-found': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/not-found';
        };
      };
    };
    '409.channel-live.conflict.job-cancelled.job-conflict': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: 
            | '/problems/channel-live'
            | '/problems/conflict'
            | '/problems/job-cancelled'
            | '/problems/job-conflict';
        };
      };
    };
    '409.channel-suspended.conflict.job-cancelled.job-conflict': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: 
            | '/problems/channel-suspended'
            | '/problems/conflict'
            | '/problems/job-cancelled'
            | '/problems/job-conflict';
        };
      };
    };
    '409.conflict': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/conflict';
        };
      };
    };
    '409.conflict.job-cancelled.job-conflict': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/conflict' | '/problems/job-cancelled' | '/problems/job-conflict';
        };
      };
    };
    '409.conflict.job-conflict.job-ended.job-not-ended': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/conflict' | '/problems/job-conflict' | '/problems/job-ended' | '/problems/job-not-ended';
        };
      };
    };
    '409.conflict.job-ended': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/conflict' | '/problems/job-ended';
        };
      };
    };
    '409.job-ended.past-point-of-no-return': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/job-ended' | '/problems/past-point-of-no-return';
        };
      };
    };
    '413.body-too-large': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/body-too-large';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    '415.unsupported-media-type': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/unsupported-media-type';
        };
      };
    };
    '422.idempotency-key-reused': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/idempotency-key-reused';
        };
      };
    };
    '429.throttled': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/throttled';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    '500.internal': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/internal';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    '502.not-permitted-by-aws': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/not-permitted-by-aws';
        };
      };
    };
    '503.ivs-unavailable.token-keys-unavailable': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/ivs-unavailable' | '/problems/token-keys-unavailable';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    '503.token-keys-unavailable': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/token-keys-unavailable';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    '504.job-exhausted': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/job-exhausted';
        };
      };
    };
  };
}
