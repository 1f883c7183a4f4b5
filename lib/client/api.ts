// Printed from docs/openapi.json by `npm run docs`; a test fails when it is stale. Do not edit it.

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
  '/v1/channels/batch-get': {
    post: Operations['batchGetChannels'];
  };
  '/v1/channels/{channelId}/stream': {
    get: Operations['getStream'];
    delete: Operations['stopStream'];
  };
  '/v1/streams': {
    get: Operations['listStreams'];
  };
  '/v1/channels/{channelId}/stream-sessions': {
    get: Operations['listStreamSessions'];
  };
  '/v1/channels/{channelId}/stream-sessions/{streamId}': {
    get: Operations['getStreamSession'];
  };
  '/v1/channels/{channelId}/suspension': {
    get: Operations['getSuspension'];
    post: Operations['suspendChannel'];
    delete: Operations['resumeChannel'];
  };
  '/v1/channels/{channelId}/stream-keys': {
    get: Operations['listStreamKeys'];
    post: Operations['createStreamKey'];
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
  '/v1/playback-key-pairs': {
    get: Operations['listPlaybackKeyPairs'];
    post: Operations['importPlaybackKeyPair'];
  };
  '/v1/playback-key-pairs/{playbackKeyPairId}': {
    get: Operations['getPlaybackKeyPair'];
    delete: Operations['deletePlaybackKeyPair'];
  };
  '/v1/playback-restriction-policies': {
    get: Operations['listPlaybackRestrictionPolicies'];
    post: Operations['createPlaybackRestrictionPolicy'];
  };
  '/v1/playback-restriction-policies/{playbackRestrictionPolicyId}': {
    get: Operations['getPlaybackRestrictionPolicy'];
    delete: Operations['deletePlaybackRestrictionPolicy'];
    patch: Operations['updatePlaybackRestrictionPolicy'];
  };
  '/v1/recording-configurations': {
    get: Operations['listRecordingConfigurations'];
    post: Operations['createRecordingConfiguration'];
  };
  '/v1/recording-configurations/{recordingConfigurationId}': {
    get: Operations['getRecordingConfiguration'];
    delete: Operations['deleteRecordingConfiguration'];
  };
  '/v1/ad-configurations': {
    get: Operations['listAdConfigurations'];
    post: Operations['createAdConfiguration'];
  };
  '/v1/ad-configurations/{adConfigurationId}': {
    get: Operations['getAdConfiguration'];
    delete: Operations['deleteAdConfiguration'];
    patch: Operations['updateAdConfiguration'];
  };
  '/v1/{noun}/{resourceId}/tags': {
    get: Operations['getTags'];
    post: Operations['tagResource'];
    delete: Operations['untagResource'];
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
  '/v1/channels/{channelId}/metadata': {
    post: Operations['putMetadata'];
  };
  '/v1/channels/{channelId}/ad-breaks': {
    post: Operations['insertAdBreak'];
  };
  '/v1/stream-keys/{streamKeyId}': {
    get: Operations['getStreamKey'];
  };
  '/v1/stream-keys/batch-get': {
    post: Operations['batchGetStreamKeys'];
  };
  '/v1/openapi.json': {
    get: Operations['getOpenApi'];
  };
  '/v1/events': {
    get: Operations['listEvents'];
  };
  '/v1/docs': {
    get: Operations['getReference'];
  };
  '/v1/docs/{asset}': {
    get: Operations['getReferenceAsset'];
  };
}

export interface Operations {
  /** Whether requests get through to code, and which channels it manages. */
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
            /**
             * `all`, or the tag (`key=value`) of the channels that this deployment manages; another one may manage the
             * others.
             */
            managedChannels: string;
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['ByGateway503'];
    };
  };
  /** Whether requests get through to code, and which channels it manages. */
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
            /**
             * `all`, or the tag (`key=value`) of the channels that this deployment manages; another one may manage the
             * others.
             */
            managedChannels: string;
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['ByGateway503'];
    };
  };
  /** Channels, in the order of IVS. */
  listChannels: {
    parameters: {
      query?: {
        /** The most on a page; 100 when absent. */
        limit?: number;
        /** `nextCursor` of the page before; its other parameters stay the same. */
        cursor?: string;
        /** Only those of this name, which need not be one. Filters exclude each other. */
        name?: string;
        /** Only those that record by it. */
        recordingConfigurationArn?: string;
        /** Only those that it restricts. */
        playbackRestrictionPolicyArn?: string;
        /** Only those that take ads by it. */
        adConfigurationArn?: string;
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
            /** The `cursor` of the next page; absent on the last one. */
            nextCursor?: string;
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Create a channel and its stream key. */
  createChannel: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
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
            warnings?: Components['schemas']['Warning'][];
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrJobCancelledOrJobConflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** A channel. */
  getChannel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the channel. */
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
            warnings?: Components['schemas']['Warning'][];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Change a channel, live or not. */
  updateChannel: {
    parameters: {
      query?: {
        /**
         * If the channel is live: `now` stops the stream for it, `idle` waits for its natural end. Absent: refused
         * (409).
         */
        when?: 'now' | 'idle';
        /** With `when=now`: takes the stream key away meanwhile, so that the encoder cannot be back too soon. */
        block?: 'true' | 'false';
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the channel. */
        channelId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** Names need not differ. */
          name?: string;
          /** `LOW` when absent. */
          latencyMode?: 'NORMAL' | 'LOW';
          /** What is done with the video; `STANDARD` when absent. */
          type?: 'BASIC' | 'STANDARD' | 'ADVANCED_SD' | 'ADVANCED_HD';
          /** Private: whoever plays needs a token, signed with a playback key pair of yours. */
          authorized?: boolean;
          /** Streams are recorded by it; empty for none. */
          recordingConfigurationArn?: string;
          /** RTMP is taken besides RTMPS. */
          insecureIngest?: boolean;
          preset?: 'HIGHER_BANDWIDTH_DELIVERY' | 'CONSTRAINED_BANDWIDTH_DELIVERY';
          /** Says where and from which pages it plays; ignored on private channels. Empty for none. */
          playbackRestrictionPolicyArn?: string;
          multitrackInputConfiguration?: {
            enabled?: boolean;
            policy?: 'ALLOW' | 'REQUIRE';
            maximumResolution?: 'SD' | 'HD' | 'FULL_HD';
          };
          containerFormat?: 'TS' | 'FRAGMENTED_MP4';
          /** Needed for ad breaks; empty for none. */
          adConfigurationArn?: string;
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': 
            | {
            channel: Components['schemas']['Channel'];
            warnings?: Components['schemas']['Warning'][];
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ChannelLiveOrConflictOrJobCancelledOrJobConflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Delete a channel, live or not. */
  deleteChannel: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the channel. */
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrJobCancelledOrJobConflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Many channels at once. */
  batchGetChannels: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** Ids or ARNs; one that is given twice is asked for once. */
          ids: string[];
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            channels: Components['schemas']['Channel'][];
            errors: {
              id: string;
              arn: string;
              code: string;
              message: string;
            }[];
          };
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      409: Components['responses']['Conflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** The live stream. */
  getStream: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the channel. */
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
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['ChannelNotBroadcastingOrNotFound404'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Take a channel off air. */
  stopStream: {
    parameters: {
      query?: {
        /** `true`: the live stream is stopped, and a new one left alone. */
        once?: 'true' | 'false';
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the channel. */
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['ChannelNotBroadcastingOrNotFound404'];
      409: Components['responses']['ConflictOrJobCancelledOrJobConflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** The live streams. */
  listStreams: {
    parameters: {
      query?: {
        /** The most on a page; 100 when absent. */
        limit?: number;
        /** `nextCursor` of the page before; its other parameters stay the same. */
        cursor?: string;
        /** Only the streams in this state. */
        health?: 'HEALTHY' | 'STARVING' | 'UNKNOWN';
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
            streams: Components['schemas']['StreamSummary'][];
            /** The `cursor` of the next page; absent on the last one. */
            nextCursor?: string;
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** The stream sessions of a channel. */
  listStreamSessions: {
    parameters: {
      query?: {
        /** The most on a page; 100 when absent. */
        limit?: number;
        /** `nextCursor` of the page before; its other parameters stay the same. */
        cursor?: string;
      };
      header?: never;
      path: {
        /** The last segment of the ARN of the channel. */
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
            streamSessions: Components['schemas']['StreamSessionSummary'][];
            /** The `cursor` of the next page; absent on the last one. */
            nextCursor?: string;
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** A stream with its ingest and its events. */
  getStreamSession: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the channel. */
        channelId: string;
        /** `streamId` of a stream, or `latest`. */
        streamId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            streamSession: Components['schemas']['StreamSession'];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Whether a channel is suspended, since when and why. */
  getSuspension: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the channel. */
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
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['TokenKeysUnavailable503'];
    };
  };
  /** Take a channel off air and keep it dark. */
  suspendChannel: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the channel. */
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrJobCancelledOrJobConflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['TokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Give a suspended channel a stream key again. */
  resumeChannel: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the channel. */
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ChannelSuspendedOrConflictOrJobCancelledOrJobConflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** The stream keys of a channel, without their values. */
  listStreamKeys: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the channel. */
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
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Give a channel a stream key that has none. */
  createStreamKey: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the channel. */
        channelId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          tags?: Record<string, string>;
        };
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ChannelSuspendedOrConflictOrJobCancelledOrJobConflictOrStreamKeyExists409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Jobs, newest first. */
  listJobs: {
    parameters: {
      query?: {
        /** The most on a page; 25 when absent. */
        limit?: number;
        /** `nextCursor` of the page before; its other parameters stay the same. */
        cursor?: string;
        /** Only those in this state. */
        status?: 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
        /** Only those that ended with this word; `failed`: those that gave up. */
        ending?: 
          | 'cancelled'
          | 'creationFailed'
          | 'failed'
          | 'hasStreamKey'
          | 'inUse'
          | 'live'
          | 'notFound'
          | 'notLive'
          | 'notSuspended'
          | 'stillLive'
          | 'succeeded'
          | 'suspended';
        /**
         * `true`: only jobs that an operator has to look at. Of each: it gave up, it failed and left something behind,
         * its step has been failing for half an hour, or it has not moved for as long; and it has not been redriven.
         * `false`: only the others.
         */
        needsAttention?: 'true' | 'false';
        /** Only those of this kind. */
        workflow?: 
          | 'createStreamKey'
          | 'deleteAttachment'
          | 'deleteChannel'
          | 'detachChannelNow'
          | 'detachChannelWhenIdle'
          | 'provisionChannel'
          | 'provisionRecordingConfiguration'
          | 'resumeChannel'
          | 'retireAttachment'
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
        /** Only those on this subject: a kind and an id, e.g. `channel/AbCdEf123456`. */
        subject?: string;
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
            /** The `cursor` of the next page; absent on the last one. */
            nextCursor?: string;
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['TokenKeysUnavailable503'];
    };
  };
  /** A job as it is now. */
  getJob: {
    parameters: {
      query?: {
        /** With `Prefer: wait=N`: hold the answer only until the job is past this `version`. */
        after?: number;
      };
      header?: {
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** `id` of a job. */
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
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['TokenKeysUnavailable503'];
    };
  };
  /** What became of each item of a set. */
  getJobResults: {
    parameters: {
      query?: {
        /** The most on a page; 100 when absent. */
        limit?: number;
        /** `nextCursor` of the page before; its other parameters stay the same. */
        cursor?: string;
      };
      header?: never;
      path: {
        /** `id` of a job. */
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
            results: (Components['schemas']['ViewerSessionResult'] | Components['schemas']['ChannelResult'])[];
            /** The `cursor` of the next page; absent on the last one. */
            nextCursor?: string;
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['TokenKeysUnavailable503'];
    };
  };
  /** The keys that playback tokens may be signed with. */
  listPlaybackKeyPairs: {
    parameters: {
      query?: {
        /** The most on a page; 100 when absent. */
        limit?: number;
        /** `nextCursor` of the page before; its other parameters stay the same. */
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
            playbackKeyPairs: Components['schemas']['PlaybackKeyPairSummary'][];
            /** The `cursor` of the next page; absent on the last one. */
            nextCursor?: string;
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Have playback tokens accepted that are signed with a key of yours. */
  importPlaybackKeyPair: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Components['schemas']['NewPlaybackKeyPair'];
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRunOfCall'];
        };
      };
      201: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            playbackKeyPair: Components['schemas']['PlaybackKeyPair'];
          };
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      409: Components['responses']['ConflictOrOutcomeUnknownOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** A playback key pair with its fingerprint. */
  getPlaybackKeyPair: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the playback key pair. */
        playbackKeyPairId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            playbackKeyPair: Components['schemas']['PlaybackKeyPair'];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Have playback tokens refused that are signed with a key. */
  deletePlaybackKeyPair: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the playback key pair. */
        playbackKeyPairId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRunOfCall'];
        };
      };
      204: {
        headers: Record<string, unknown>;
        content?: never;
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrOutcomeUnknownOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Playback restriction policies. */
  listPlaybackRestrictionPolicies: {
    parameters: {
      query?: {
        /** The most on a page; 100 when absent. */
        limit?: number;
        /** `nextCursor` of the page before; its other parameters stay the same. */
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
            playbackRestrictionPolicies: Components['schemas']['PlaybackRestrictionPolicy'][];
            /** The `cursor` of the next page; absent on the last one. */
            nextCursor?: string;
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Make a playback restriction policy. */
  createPlaybackRestrictionPolicy: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Components['schemas']['NewPlaybackRestrictionPolicy'];
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRunOfCall'];
        };
      };
      201: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            playbackRestrictionPolicy: Components['schemas']['PlaybackRestrictionPolicy'];
          };
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      409: Components['responses']['ConflictOrOutcomeUnknownOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** A playback restriction policy. */
  getPlaybackRestrictionPolicy: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the policy. */
        playbackRestrictionPolicyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            playbackRestrictionPolicy: Components['schemas']['PlaybackRestrictionPolicy'];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Delete a playback restriction policy. */
  deletePlaybackRestrictionPolicy: {
    parameters: {
      query?: {
        /**
         * Detaches the channels first: `idle` each after its stream, `now` by stopping it. Absent: refused while in use
         * (409).
         */
        detach?: 'idle' | 'now';
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the policy. */
        playbackRestrictionPolicyId: string;
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrInUseOrJobCancelledOrJobConflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Change a playback restriction policy. */
  updatePlaybackRestrictionPolicy: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the policy. */
        playbackRestrictionPolicyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** The countries where it plays, by their officially assigned codes of ISO 3166-1 alpha-2; empty: everywhere. */
          allowedCountries?: Components['schemas']['Country'][];
          /** The pages on which it plays, e.g. `https://example.com`; empty: all. */
          allowedOrigins?: string[];
          /** Refuses players that send no `Origin` as well. */
          enableStrictOriginEnforcement?: boolean;
          name?: string;
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': 
            | {
            playbackRestrictionPolicy: Components['schemas']['PlaybackRestrictionPolicy'];
          }
            | Components['schemas']['DryRunOfCall'];
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrOutcomeUnknownOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Recording configurations. */
  listRecordingConfigurations: {
    parameters: {
      query?: {
        /** The most on a page; 100 when absent. */
        limit?: number;
        /** `nextCursor` of the page before; its other parameters stay the same. */
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
            recordingConfigurations: Components['schemas']['RecordingConfigurationSummary'][];
            /** The `cursor` of the next page; absent on the last one. */
            nextCursor?: string;
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Create a recording configuration. */
  createRecordingConfiguration: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Components['schemas']['NewRecordingConfiguration'];
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
            recordingConfiguration: Components['schemas']['RecordingConfiguration'];
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrJobCancelledOrJobConflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReusedOrRecordingConfigurationNotCreated422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** A recording configuration. */
  getRecordingConfiguration: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the recording configuration. */
        recordingConfigurationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            recordingConfiguration: Components['schemas']['RecordingConfiguration'];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Delete a recording configuration. */
  deleteRecordingConfiguration: {
    parameters: {
      query?: {
        /**
         * Detaches the channels first: `idle` each after its stream, `now` by stopping it. Absent: refused while in use
         * (409).
         */
        detach?: 'idle' | 'now';
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the recording configuration. */
        recordingConfigurationId: string;
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrInUseOrJobCancelledOrJobConflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Ad configurations. */
  listAdConfigurations: {
    parameters: {
      query?: {
        /** The most on a page; 100 when absent. */
        limit?: number;
        /** `nextCursor` of the page before; its other parameters stay the same. */
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
            adConfigurations: Components['schemas']['AdConfiguration'][];
            /** The `cursor` of the next page; absent on the last one. */
            nextCursor?: string;
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Make an ad configuration. */
  createAdConfiguration: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Components['schemas']['NewAdConfiguration'];
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRunOfCall'];
        };
      };
      201: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            adConfiguration: Components['schemas']['AdConfiguration'];
          };
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrOutcomeUnknownOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** An ad configuration. */
  getAdConfiguration: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the ad configuration. */
        adConfigurationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            adConfiguration: Components['schemas']['AdConfiguration'];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Delete an ad configuration. */
  deleteAdConfiguration: {
    parameters: {
      query?: {
        /**
         * Detaches the channels first: `idle` each after its stream, `now` by stopping it. Absent: refused while in use
         * (409).
         */
        detach?: 'idle' | 'now';
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the ad configuration. */
        adConfigurationId: string;
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrInUseOrJobCancelledOrJobConflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Change an ad configuration. */
  updateAdConfiguration: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the ad configuration. */
        adConfigurationId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          /** Ads after the end of a stream. */
          postRollConfiguration?: {
            enabled: boolean;
            durationSeconds: number;
          };
          mediaTailorPlaybackConfigurations?: {
            playbackConfigurationArn: string;
          }[];
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': 
            | {
            adConfiguration: Components['schemas']['AdConfiguration'];
          }
            | Components['schemas']['DryRunOfCall'];
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrOutcomeUnknownOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** The tags of a resource. */
  getTags: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The kind of the resource. */
        noun: 
          | 'channels'
          | 'stream-keys'
          | 'playback-key-pairs'
          | 'playback-restriction-policies'
          | 'recording-configurations'
          | 'ad-configurations';
        /** The last segment of the ARN of the resource. */
        resourceId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            tags: Record<string, string>;
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Add tags to a resource, or change their values. */
  tagResource: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The kind of the resource. */
        noun: 
          | 'channels'
          | 'stream-keys'
          | 'playback-key-pairs'
          | 'playback-restriction-policies'
          | 'recording-configurations'
          | 'ad-configurations';
        /** The last segment of the ARN of the resource. */
        resourceId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          tags: Record<string, string>;
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRunOfCall'];
        };
      };
      204: {
        headers: Record<string, unknown>;
        content?: never;
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrOutcomeUnknownOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Take tags away from a resource. */
  untagResource: {
    parameters: {
      query: {
        /** The keys of the tags, with commas between them. */
        tagKeys: string;
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The kind of the resource. */
        noun: 
          | 'channels'
          | 'stream-keys'
          | 'playback-key-pairs'
          | 'playback-restriction-policies'
          | 'recording-configurations'
          | 'ad-configurations';
        /** The last segment of the ARN of the resource. */
        resourceId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRunOfCall'];
        };
      };
      204: {
        headers: Record<string, unknown>;
        content?: never;
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrOutcomeUnknownOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Give a channel a new stream key. */
  rotateStreamKey: {
    parameters: {
      query: {
        /** `now` cuts off the live stream; `idle` waits for its natural end. */
        when: 'now' | 'idle';
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the channel. */
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ChannelSuspendedOrConflictOrJobCancelledOrJobConflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Throw viewers out. */
  revokeViewers: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrJobCancelledOrJobConflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Ask a job to stop and to give back what it took. */
  cancelJob: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** `id` of a job. */
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['JobEndedOrPastPointOfNoReturnOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['TokenKeysUnavailable503'];
    };
  };
  /** Start a job that failed or was cancelled again. */
  redriveJob: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** `id` of a job. */
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrJobConflictOrJobEndedOrJobNotEndedOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['TokenKeysUnavailable503'];
    };
  };
  /** Give a job up where it stands, to free its subject. */
  abandonJob: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** `id` of a job. */
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
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrJobEndedOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['TokenKeysUnavailable503'];
    };
  };
  /** Put metadata into the live stream. */
  putMetadata: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the channel. */
        channelId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** Any text: what it means is between you and your player. 1 KB at the most. */
          metadata: string;
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRunOfCall'];
        };
      };
      204: {
        headers: Record<string, unknown>;
        content?: never;
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['ChannelNotBroadcastingOrNotFound404'];
      409: Components['responses']['ConflictOrOutcomeUnknownOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Interrupt the live stream with ads. */
  insertAdBreak: {
    parameters: {
      query?: {
        /** `true`: say what would be done, and do nothing. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. Afterwards the key is as good as new. Keys
         * of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /** Why, in your words, without secrets; recorded in the job, or in the log where there is none. */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most (20 are the most that is honoured).
         * Absent: a mutation works on its job for two seconds before it answers 202, `getJob` answers at once. 100
         * answers are held at once at the most; beyond that one comes without waiting, and without `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the channel. */
        channelId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** How long it is to be. */
          durationSeconds: number;
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['DryRunOfCall'];
        };
      };
      201: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            adBreak: {
              id: string;
              channelArn: string;
              durationSeconds: number;
            };
          };
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['ChannelNotBroadcastingOrNotFound404'];
      409: Components['responses']['ConflictOrOutcomeUnknownOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** A stream key with its value. */
  getStreamKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the stream key. */
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
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Many stream keys at once, with their values. */
  batchGetStreamKeys: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** Ids or ARNs; one that is given twice is asked for once. */
          ids: string[];
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            streamKeys: Components['schemas']['StreamKey'][];
            errors: {
              id: string;
              arn: string;
              code: string;
              message: string;
            }[];
          };
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      409: Components['responses']['Conflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['IvsUnavailableOrTokenKeysUnavailable503'];
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
      400: Components['responses']['InvalidRequest400'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['ByGateway503'];
    };
  };
  /** The events that this program says on its bus. */
  listEvents: {
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
            events: {
              detailType: string;
              description: string;
              schema: Record<string, unknown>;
              example: Record<string, unknown>;
            }[];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['ByGateway503'];
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
      400: Components['responses']['InvalidRequest400'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['ByGateway503'];
    };
  };
  /** A file of the reference page. */
  getReferenceAsset: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The name of the file. */
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
      400: Components['responses']['InvalidRequest400'];
      404: Components['responses']['NotFound404'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['ByGateway503'];
    };
  };
}

export interface Components {
  schemas: {
    AdConfiguration: {
      arn?: string;
      name?: string;
      mediaTailorPlaybackConfigurations?: {
        playbackConfigurationArn?: string;
      }[];
      postRollConfiguration?: {
        enabled?: boolean;
        durationSeconds?: number;
      };
      tags?: Record<string, string>;
    };
    Channel: {
      /** Its last segment is the id. */
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
      /** Encoders send to `rtmps://<ingestEndpoint>:443/app/<value of the stream key>`. */
      ingestEndpoint?: string;
      /** For players; of a private channel with `?token=`. */
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
    ChannelResult: {
      channelArn: string;
      outcome: 
        | 'detached'
        | 'notAttached'
        | 'notFound'
        | 'stillLive'
        | 'failed'
        | 'cancelled'
        | 'superseded'
        | 'notBegun';
      /** The job that detached it. */
      jobId?: string;
      message?: string;
    };
    ChannelSummary: {
      /** Its last segment is the id. */
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
    Country: 
      | 'AD'
      | 'AE'
      | 'AF'
      | 'AG'
      | 'AI'
      | 'AL'
      | 'AM'
      | 'AO'
      | 'AQ'
      | 'AR'
      | 'AS'
      | 'AT'
      | 'AU'
      | 'AW'
      | 'AX'
      | 'AZ'
      | 'BA'
      | 'BB'
      | 'BD'
      | 'BE'
      | 'BF'
      | 'BG'
      | 'BH'
      | 'BI'
      | 'BJ'
      | 'BL'
      | 'BM'
      | 'BN'
      | 'BO'
      | 'BQ'
      | 'BR'
      | 'BS'
      | 'BT'
      | 'BV'
      | 'BW'
      | 'BY'
      | 'BZ'
      | 'CA'
      | 'CC'
      | 'CD'
      | 'CF'
      | 'CG'
      | 'CH'
      | 'CI'
      | 'CK'
      | 'CL'
      | 'CM'
      | 'CN'
      | 'CO'
      | 'CR'
      | 'CU'
      | 'CV'
      | 'CW'
      | 'CX'
      | 'CY'
      | 'CZ'
      | 'DE'
      | 'DJ'
      | 'DK'
      | 'DM'
      | 'DO'
      | 'DZ'
      | 'EC'
      | 'EE'
      | 'EG'
      | 'EH'
      | 'ER'
      | 'ES'
      | 'ET'
      | 'FI'
      | 'FJ'
      | 'FK'
      | 'FM'
      | 'FO'
      | 'FR'
      | 'GA'
      | 'GB'
      | 'GD'
      | 'GE'
      | 'GF'
      | 'GG'
      | 'GH'
      | 'GI'
      | 'GL'
      | 'GM'
      | 'GN'
      | 'GP'
      | 'GQ'
      | 'GR'
      | 'GS'
      | 'GT'
      | 'GU'
      | 'GW'
      | 'GY'
      | 'HK'
      | 'HM'
      | 'HN'
      | 'HR'
      | 'HT'
      | 'HU'
      | 'ID'
      | 'IE'
      | 'IL'
      | 'IM'
      | 'IN'
      | 'IO'
      | 'IQ'
      | 'IR'
      | 'IS'
      | 'IT'
      | 'JE'
      | 'JM'
      | 'JO'
      | 'JP'
      | 'KE'
      | 'KG'
      | 'KH'
      | 'KI'
      | 'KM'
      | 'KN'
      | 'KP'
      | 'KR'
      | 'KW'
      | 'KY'
      | 'KZ'
      | 'LA'
      | 'LB'
      | 'LC'
      | 'LI'
      | 'LK'
      | 'LR'
      | 'LS'
      | 'LT'
      | 'LU'
      | 'LV'
      | 'LY'
      | 'MA'
      | 'MC'
      | 'MD'
      | 'ME'
      | 'MF'
      | 'MG'
      | 'MH'
      | 'MK'
      | 'ML'
      | 'MM'
      | 'MN'
      | 'MO'
      | 'MP'
      | 'MQ'
      | 'MR'
      | 'MS'
      | 'MT'
      | 'MU'
      | 'MV'
      | 'MW'
      | 'MX'
      | 'MY'
      | 'MZ'
      | 'NA'
      | 'NC'
      | 'NE'
      | 'NF'
      | 'NG'
      | 'NI'
      | 'NL'
      | 'NO'
      | 'NP'
      | 'NR'
      | 'NU'
      | 'NZ'
      | 'OM'
      | 'PA'
      | 'PE'
      | 'PF'
      | 'PG'
      | 'PH'
      | 'PK'
      | 'PL'
      | 'PM'
      | 'PN'
      | 'PR'
      | 'PS'
      | 'PT'
      | 'PW'
      | 'PY'
      | 'QA'
      | 'RE'
      | 'RO'
      | 'RS'
      | 'RU'
      | 'RW'
      | 'SA'
      | 'SB'
      | 'SC'
      | 'SD'
      | 'SE'
      | 'SG'
      | 'SH'
      | 'SI'
      | 'SJ'
      | 'SK'
      | 'SL'
      | 'SM'
      | 'SN'
      | 'SO'
      | 'SR'
      | 'SS'
      | 'ST'
      | 'SV'
      | 'SX'
      | 'SY'
      | 'SZ'
      | 'TC'
      | 'TD'
      | 'TF'
      | 'TG'
      | 'TH'
      | 'TJ'
      | 'TK'
      | 'TL'
      | 'TM'
      | 'TN'
      | 'TO'
      | 'TR'
      | 'TT'
      | 'TV'
      | 'TW'
      | 'TZ'
      | 'UA'
      | 'UG'
      | 'UM'
      | 'US'
      | 'UY'
      | 'UZ'
      | 'VA'
      | 'VC'
      | 'VE'
      | 'VG'
      | 'VI'
      | 'VN'
      | 'VU'
      | 'WF'
      | 'WS'
      | 'YE'
      | 'YT'
      | 'ZA'
      | 'ZM'
      | 'ZW';
    DryRun: {
      dryRun: {
        workflow: string;
        subject: string;
        steps: Components['schemas']['PlannedStep'][];
        /** The step from which on it cannot be cancelled. */
        pointOfNoReturn?: string;
        channels?: {
          /** Attempts at the present step that failed. */
          attached: number;
          /** Attempts at the present step that failed. */
          live: number;
          more?: true;
        };
        /** The job that does this already. */
        wouldJoin?: string;
        /** The waiting job that this would take the place of. */
        wouldSupersede?: string;
        /** The job because of which this would be refused. */
        wouldConflictWith?: string;
        job?: string;
        status?: string;
      };
    };
    DryRunOfCall: {
      dryRun: {
        operation: string;
        request: Record<string, unknown>;
      };
    };
    GatewayMessage: {
      message: string;
    };
    Job: {
      id: string;
      /** What kind of work it is. */
      workflow: string;
      /** What it works on: a kind and an id. */
      subject: string;
      channelArn?: string;
      /** `succeeded`, `failed` and `cancelled` are final. */
      status: 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
      /** How it ended, in the word of its workflow. */
      ending?: string;
      step: string;
      /** Grows with every change; `after` of getJob waits for the next. */
      version: number;
      waitsFor?: {
        what: string;
        until: string;
      };
      /** Attempts at the present step that failed. */
      attempts: number;
      /** Attempts at the present step that failed. */
      turns: number;
      /** When the job is taken up next, if nothing wakes it before. */
      nextAttemptAt?: string;
      /**
       * When the job gives up whose step fails, if that has not succeeded by then; absent where nothing fails, and
       * where it never gives up.
       */
      givesUpAt?: string;
      progress?: {
        /** Attempts at the present step that failed. */
        total: number;
        /** Attempts at the present step that failed. */
        done: number;
        /** Attempts at the present step that failed. */
        failed: number;
        /** Attempts at the present step that failed. */
        etaSeconds?: number;
      };
      result?: {
        channelArn?: string;
        newStreamKeyArn?: string;
        previousStreamKeyArn?: string;
        /** From the start of a suspension to the moment at which nothing was on. */
        timeToDarkMs?: number;
        /** Streams that ended before the change could be made in between. */
        showsMissed?: number;
        recordingConfigurationArn?: string;
        /** Attempts at the present step that failed. */
        detachedChannels?: number;
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
      /**
       * What it leaves behind, where it did not succeed: `keyless`, `suspended` (dark or not), `detachedChannels:<n>`,
       * `childrenCalledBack:<n>`, `streamOnRevokedKey`, `unknownOutcomeOf:<step>`, `notDone:<step>` (it has been done,
       * and was not recorded or announced).
       */
      left?: string[];
      cancel?: {
        by: string;
        at: string;
        reason?: string;
        result?: 'cancelled' | 'tooLate' | 'abandoned';
      };
      /**
       * The jobs whose place it took. `startsAgain`: that one is started again when this one has ended (its
       * `redrivenBy`); otherwise it was dropped.
       */
      supersedes?: {
        jobId: string;
        startsAgain: boolean;
      }[];
      /** The job of a higher request that took its place. */
      supersededBy?: string;
      /** The job that this one does again. */
      redriveOf?: string;
      /** The job that does this one again. */
      redrivenBy?: string;
      /** The job that this one is a part of. */
      parent?: string;
      /**
       * An operator has to look at the job: it gave up, it failed and left something behind, its step has been failing
       * for half an hour, or it has not moved for as long; and it has not been redriven.
       */
      needsAttention?: true;
      /** It has not moved for half an hour; an operator has to look. */
      stranded?: true;
      /** Its attempts, the first ten and the last thirty. */
      timeline: Components['schemas']['TimelineEntry'][];
      /** How many of them are not shown. */
      timelineDropped?: number;
    };
    NewAdConfiguration: {
      name?: string;
      /** Ads after the end of a stream. */
      postRollConfiguration?: {
        enabled: boolean;
        durationSeconds: number;
      };
      mediaTailorPlaybackConfigurations: {
        playbackConfigurationArn: string;
      }[];
      tags?: Record<string, string>;
    };
    NewChannel: {
      /** Names need not differ. */
      name?: string;
      /** `LOW` when absent. */
      latencyMode?: 'NORMAL' | 'LOW';
      /** What is done with the video; `STANDARD` when absent. */
      type?: 'BASIC' | 'STANDARD' | 'ADVANCED_SD' | 'ADVANCED_HD';
      /** Private: whoever plays needs a token, signed with a playback key pair of yours. */
      authorized?: boolean;
      /** Streams are recorded by it; empty for none. */
      recordingConfigurationArn?: string;
      /**
       * Two of them give orders: `channelkeeper:rotate-after-show` (`true` or `false`) and
       * `channelkeeper:rotate-every` (`12h`, `30d`; from `1h` to `365d`).
       */
      tags?: Record<string, string>;
      /** RTMP is taken besides RTMPS. */
      insecureIngest?: boolean;
      preset?: 'HIGHER_BANDWIDTH_DELIVERY' | 'CONSTRAINED_BANDWIDTH_DELIVERY';
      /** Says where and from which pages it plays; ignored on private channels. Empty for none. */
      playbackRestrictionPolicyArn?: string;
      multitrackInputConfiguration?: {
        enabled?: boolean;
        policy?: 'ALLOW' | 'REQUIRE';
        maximumResolution?: 'SD' | 'HD' | 'FULL_HD';
      };
      containerFormat?: 'TS' | 'FRAGMENTED_MP4';
      /** Needed for ad breaks; empty for none. */
      adConfigurationArn?: string;
    };
    NewPlaybackKeyPair: {
      /**
       * The public half, in PEM: `openssl ecparam -name secp384r1 -genkey -noout -out private.pem; openssl ec -in
       * private.pem -pubout`.
       */
      publicKeyMaterial: string;
      name?: string;
      tags?: Record<string, string>;
    };
    NewPlaybackRestrictionPolicy: {
      /** The countries where it plays, by their officially assigned codes of ISO 3166-1 alpha-2; empty: everywhere. */
      allowedCountries?: Components['schemas']['Country'][];
      /** The pages on which it plays, e.g. `https://example.com`; empty: all. */
      allowedOrigins?: string[];
      /** Refuses players that send no `Origin` as well. */
      enableStrictOriginEnforcement?: boolean;
      name?: string;
      tags?: Record<string, string>;
    };
    NewRecordingConfiguration: {
      name?: string;
      destinationConfiguration: {
        s3: {
          /** In the region of this deployment and of its account. */
          bucketName: string;
        };
      };
      tags?: Record<string, string>;
      thumbnailConfiguration?: {
        recordingMode?: 'DISABLED' | 'INTERVAL';
        targetIntervalSeconds?: number;
        resolution?: 'FULL_HD' | 'HD' | 'SD' | 'LOWEST_RESOLUTION';
        storage?: ('SEQUENTIAL' | 'LATEST')[];
      };
      /** Streams of one channel that follow within this time are one recording. */
      recordingReconnectWindowSeconds?: number;
      renditionConfiguration?: {
        renditionSelection?: 'ALL' | 'NONE' | 'CUSTOM';
        renditions?: ('FULL_HD' | 'HD' | 'SD' | 'LOWEST_RESOLUTION')[];
      };
    };
    PlannedStep: {
      step: string;
      /** The action it takes, */
      does?: string;
      /** or what it waits for, */
      waits?: string;
      /** or how the job ends here. */
      final?: string;
      /** The step that follows, by outcome. */
      then: Record<string, string>;
    };
    PlaybackKeyPair: {
      arn?: string;
      name?: string;
      tags?: Record<string, string>;
      fingerprint?: string;
    };
    PlaybackKeyPairSummary: {
      arn?: string;
      name?: string;
      tags?: Record<string, string>;
    };
    PlaybackRestrictionPolicy: {
      arn?: string;
      name?: string;
      allowedCountries?: string[];
      allowedOrigins?: string[];
      enableStrictOriginEnforcement?: boolean;
      tags?: Record<string, string>;
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
      /** Where IVS refused: its own name for it, the operation, and the request id by which AWS finds it. */
      ivs?: {
        error: string;
        operation?: string;
        requestId: string;
      };
      /** The job it is about. */
      jobId?: string;
      /** Where that job is to be seen. */
      job?: string;
      /** Of `in-use`: the ARNs of channels that refer to it, a hundred at most. */
      channels?: string[];
      /** What the job took and could not give back. */
      left?: string[];
      /** Of `missing-scope`: the scope that is needed. */
      scope?: string;
      /** Of `unauthenticated` and `missing-scope`: the code of RFC 6750. */
      error?: string;
    };
    RecordingConfiguration: {
      arn?: string;
      name?: string;
      state?: 'CREATING' | 'CREATE_FAILED' | 'ACTIVE';
      destinationConfiguration?: {
        s3?: {
          bucketName?: string;
        };
      };
      tags?: Record<string, string>;
      recordingReconnectWindowSeconds?: number;
      thumbnailConfiguration?: {
        recordingMode?: string;
        targetIntervalSeconds?: number;
        resolution?: string;
        storage?: string[];
      };
      renditionConfiguration?: {
        renditionSelection?: string;
        renditions?: string[];
      };
    };
    RecordingConfigurationSummary: {
      arn?: string;
      name?: string;
      state?: 'CREATING' | 'CREATE_FAILED' | 'ACTIVE';
      destinationConfiguration?: {
        s3?: {
          bucketName?: string;
        };
      };
      tags?: Record<string, string>;
    };
    Stream: {
      channelArn?: string;
      streamId?: string;
      state?: 'LIVE' | 'OFFLINE';
      health?: 'HEALTHY' | 'STARVING' | 'UNKNOWN';
      startTime?: string;
      viewerCount?: number;
      playbackUrl?: string;
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
    StreamSession: {
      streamId?: string;
      startTime?: string;
      endTime?: string;
      channel?: Components['schemas']['Channel'];
      ingestConfiguration?: {
        video?: {
          avcProfile?: string;
          avcLevel?: string;
          codec?: string;
          encoder?: string;
          targetBitrate?: number;
          targetFramerate?: number;
          videoHeight?: number;
          videoWidth?: number;
        };
        audio?: {
          codec?: string;
          targetBitrate?: number;
          sampleRate?: number;
          channels?: number;
        };
      };
      ingestConfigurations?: {
        videoConfigurations: {
          avcProfile?: string;
          avcLevel?: string;
          codec?: string;
          encoder?: string;
          targetBitrate?: number;
          targetFramerate?: number;
          videoHeight?: number;
          videoWidth?: number;
          track?: string;
          level?: string;
          profile?: string;
        }[];
        audioConfigurations: {
          codec?: string;
          targetBitrate?: number;
          sampleRate?: number;
          channels?: number;
          track?: string;
        }[];
      };
      recordingConfiguration?: Components['schemas']['RecordingConfiguration'];
      truncatedEvents?: {
        name?: string;
        type?: string;
        eventTime?: string;
        code?: string;
      }[];
    };
    StreamSessionSummary: {
      streamId?: string;
      startTime?: string;
      endTime?: string;
      hasErrorEvent?: boolean;
    };
    StreamSummary: {
      channelArn?: string;
      streamId?: string;
      state?: 'LIVE' | 'OFFLINE';
      health?: 'HEALTHY' | 'STARVING' | 'UNKNOWN';
      startTime?: string;
      viewerCount?: number;
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
      /** Attempts at the present step that failed. */
      durationMs?: number;
      requestId?: string;
      error?: string;
      /** Attempts at the present step that failed. */
      count?: number;
      lastAt?: string;
    };
    ViewerSessionResult: {
      channelArn: string;
      viewerId: string;
      viewerSessionVersionsLessThanOrEqualTo: number;
      /** `pending`: not its turn yet. */
      outcome: 'revoked' | 'failed' | 'pending';
      /** Of a failure, the code of IVS. */
      code?: string;
      message?: string;
    };
    ViewerSessionRevocation: {
      viewerSessions: {
        /** Or its ARN. */
        channelArn?: string;
        /** The channel that is watched. */
        channelId?: string;
        /** The claim `aws:viewer-id` of the playback token. */
        viewerId: string;
        /** The claim `aws:viewer-session-version` up to which sessions are revoked; a token with a higher one plays. */
        viewerSessionVersionsLessThanOrEqualTo?: number;
      }[];
      /** For all pairs that name none of their own. */
      viewerSessionVersionsLessThanOrEqualTo?: number;
    };
    Warning: {
      field: string;
      message: string;
    };
  };
  responses: {
    'AccountNotVerifiedOrMissingScope403': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/account-not-verified' | '/problems/missing-scope';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'BodyTooLarge413': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/body-too-large';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'ByGateway429': {
      headers: Record<string, unknown>;
      content: {
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'ByGateway503': {
      headers: Record<string, unknown>;
      content: {
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'ChannelLiveOrConflictOrJobCancelledOrJobConflict409': {
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
    'ChannelNotBroadcastingOrNotFound404': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/channel-not-broadcasting' | '/problems/not-found';
        };
      };
    };
    'ChannelSuspendedOrConflictOrJobCancelledOrJobConflict409': {
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
    'ChannelSuspendedOrConflictOrJobCancelledOrJobConflictOrStreamKeyExists409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: 
            | '/problems/channel-suspended'
            | '/problems/conflict'
            | '/problems/job-cancelled'
            | '/problems/job-conflict'
            | '/problems/stream-key-exists';
        };
      };
    };
    'Conflict409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/conflict';
        };
      };
    };
    'ConflictOrInUseOrJobCancelledOrJobConflict409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/conflict' | '/problems/in-use' | '/problems/job-cancelled' | '/problems/job-conflict';
        };
      };
    };
    'ConflictOrJobCancelledOrJobConflict409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/conflict' | '/problems/job-cancelled' | '/problems/job-conflict';
        };
      };
    };
    'ConflictOrJobConflictOrJobEndedOrJobNotEndedOrRequestUnderWay409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: 
            | '/problems/conflict'
            | '/problems/job-conflict'
            | '/problems/job-ended'
            | '/problems/job-not-ended'
            | '/problems/request-under-way';
        };
      };
    };
    'ConflictOrJobEndedOrRequestUnderWay409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/conflict' | '/problems/job-ended' | '/problems/request-under-way';
        };
      };
    };
    'ConflictOrOutcomeUnknownOrRequestUnderWay409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/conflict' | '/problems/outcome-unknown' | '/problems/request-under-way';
        };
      };
    };
    'IdempotencyKeyReused422': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/idempotency-key-reused';
        };
      };
    };
    'IdempotencyKeyReusedOrRecordingConfigurationNotCreated422': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/idempotency-key-reused' | '/problems/recording-configuration-not-created';
        };
      };
    };
    'Internal500': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/internal';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'InvalidRequest400': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/invalid-request';
        };
      };
    };
    'InvalidRequestOrMalformedJson400': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/invalid-request' | '/problems/malformed-json';
        };
      };
    };
    'IvsUnavailableOrTokenKeysUnavailable503': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/ivs-unavailable' | '/problems/token-keys-unavailable';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'JobEndedOrPastPointOfNoReturnOrRequestUnderWay409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/job-ended' | '/problems/past-point-of-no-return' | '/problems/request-under-way';
        };
      };
    };
    'JobExhausted504': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/job-exhausted';
        };
      };
    };
    'MissingScope403': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/missing-scope';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'NotFound404': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/not-found';
        };
      };
    };
    'NotPermittedByAws502': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/not-permitted-by-aws';
        };
      };
    };
    'NotPermittedByAwsOrRefusedByIvs502': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/not-permitted-by-aws' | '/problems/refused-by-ivs';
        };
      };
    };
    'QuotaExceeded402': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/quota-exceeded';
        };
      };
    };
    'Throttled429': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/throttled';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'TokenKeysUnavailable503': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/token-keys-unavailable';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'Unauthenticated401': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/unauthenticated';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'UnsupportedMediaType415': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/unsupported-media-type';
        };
      };
    };
  };
}
