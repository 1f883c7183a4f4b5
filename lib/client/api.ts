// Printed from docs/openapi.json by `npm run docs`; a test fails when it is stale. Do not edit it.

export interface Paths {
  '/health': {
    get: Operations['getHealth'];
  };
  '/v1/health': {
    get: Operations['getHealthV1'];
  };
  '/v1/ready': {
    get: Operations['getReady'];
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
  '/v1/channels/{channelId}/session-history': {
    get: Operations['listSessionHistory'];
  };
  '/v1/channels/{channelId}/session-history/{streamId}': {
    get: Operations['getSessionHistory'];
  };
  '/v1/channels/{channelId}/events': {
    get: Operations['listChannelEvents'];
  };
  '/v1/account-events': {
    get: Operations['listAccountEvents'];
  };
  '/v1/audit': {
    get: Operations['listAudit'];
  };
  '/v1/channels/{channelId}/recordings': {
    get: Operations['listRecordings'];
  };
  '/v1/recordings/{recordingId}': {
    get: Operations['getRecording'];
  };
  '/v1/channels/{channelId}/suspension': {
    get: Operations['getSuspension'];
    post: Operations['suspendChannel'];
    delete: Operations['resumeChannel'];
  };
  '/v1/suspensions': {
    get: Operations['listSuspensions'];
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
    patch: Operations['rescheduleJob'];
  };
  '/v1/jobs/{jobId}/results': {
    get: Operations['getJobResults'];
  };
  '/v1/limits': {
    get: Operations['listLimits'];
  };
  '/v1/quotas': {
    get: Operations['listQuotas'];
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
  '/v1/jobs/{jobId}/cancel': {
    post: Operations['cancelJob'];
  };
  '/v1/jobs/{jobId}/redrive': {
    post: Operations['redriveJob'];
  };
  '/v1/jobs/{jobId}/abandon': {
    post: Operations['abandonJob'];
  };
  '/v1/channels/{channelId}/ad-breaks': {
    post: Operations['insertAdBreak'];
  };
  '/v1/channels/{channelId}/metadata': {
    post: Operations['putMetadata'];
  };
  '/v1/stream-keys/{streamKeyId}': {
    get: Operations['getStreamKey'];
    delete: Operations['deleteStreamKey'];
  };
  '/v1/stream-keys/batch-get': {
    post: Operations['batchGetStreamKeys'];
  };
  '/v1/channels/{channelId}/srt': {
    get: Operations['getSrtIngest'];
  };
  '/v1/stream-keys/{streamKeyId}/links': {
    post: Operations['createStreamKeyLink'];
  };
  '/v1/stream-key-links/{linkId}': {
    get: Operations['openStreamKeyLink'];
    post: Operations['readStreamKeyOfLink'];
  };
  '/v1/playback-key-pairs/{playbackKeyPairId}/rotations': {
    post: Operations['rotatePlaybackKeyPair'];
  };
  '/v1/channels/{channelId}/viewer-bans': {
    get: Operations['listViewerBans'];
    post: Operations['banViewer'];
  };
  '/v1/channels/{channelId}/viewer-bans/{viewerId}': {
    get: Operations['getViewerBan'];
    delete: Operations['liftViewerBan'];
  };
  '/v1/viewer-session-revocations': {
    post: Operations['revokeViewers'];
  };
  '/v1/viewer-session-revocations/batches': {
    post: Operations['openViewerBatch'];
  };
  '/v1/viewer-session-revocations/{jobId}': {
    get: Operations['getViewerBatch'];
  };
  '/v1/viewer-session-revocations/{jobId}/pairs': {
    post: Operations['addViewerPairs'];
  };
  '/v1/viewer-session-revocations/{jobId}/close': {
    post: Operations['closeViewerBatch'];
  };
  '/v1/viewer-session-revocations/{jobId}/pause': {
    post: Operations['pauseViewerBatch'];
  };
  '/v1/viewer-session-revocations/{jobId}/resume': {
    post: Operations['resumeViewerBatch'];
  };
  '/v1/channels/{channelId}/playback-tokens': {
    post: Operations['createPlaybackToken'];
  };
  '/v1/dead-letters': {
    get: Operations['listDeadLetters'];
  };
  '/v1/dead-letters/{deadLetterId}': {
    get: Operations['getDeadLetter'];
    delete: Operations['dropDeadLetter'];
  };
  '/v1/dead-letters/{deadLetterId}/redrive': {
    post: Operations['redriveDeadLetter'];
  };
  '/v1/operations': {
    post: Operations['planOperation'];
    get: Operations['listOperations'];
  };
  '/v1/operations/{operationId}': {
    get: Operations['getOperation'];
  };
  '/v1/operations/{operationId}/results': {
    get: Operations['getOperationResults'];
  };
  '/v1/operations/{operationId}/apply': {
    post: Operations['applyOperation'];
  };
  '/v1/operations/{operationId}/pause': {
    post: Operations['pauseOperation'];
  };
  '/v1/operations/{operationId}/resume': {
    post: Operations['resumeOperation'];
  };
  '/v1/operations/{operationId}/cancel': {
    post: Operations['cancelOperation'];
  };
  '/v1/operations/{operationId}/redrive': {
    post: Operations['redriveOperation'];
  };
  '/v1/jobs/{jobId}/approve': {
    post: Operations['approveJob'];
  };
  '/v1/jobs/{jobId}/reject': {
    post: Operations['rejectJob'];
  };
  '/v1/policies': {
    get: Operations['listPolicies'];
  };
  '/v1/policies/{policyName}': {
    get: Operations['getPolicy'];
    put: Operations['putPolicy'];
    delete: Operations['deletePolicy'];
  };
  '/v1/reactions': {
    get: Operations['listReactions'];
  };
  '/v1/reactions/{reactionName}': {
    get: Operations['getReaction'];
    put: Operations['putReaction'];
    delete: Operations['deleteReaction'];
  };
  '/v1/reactions/{reactionName}/decisions': {
    get: Operations['listReactionDecisions'];
  };
  '/v1/openapi.json': {
    get: Operations['getOpenApi'];
  };
  '/v1/asyncapi.json': {
    get: Operations['getAsyncApi'];
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
  /** Check that requests reach the code, and see which channels it manages. */
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
             * `all`, or the tag (`key=value`) of the channels that this deployment manages. Another deployment may manage
             * the other channels.
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
  /** Check that requests reach the code, and see which channels it manages. */
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
             * `all`, or the tag (`key=value`) of the channels that this deployment manages. Another deployment may manage
             * the other channels.
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
  /** Check that each part of the deployment works. */
  getReady: {
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
          'application/json': Components['schemas']['Readiness'];
        };
      };
      400: Components['responses']['InvalidRequest400'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: {
        headers: Record<string, unknown>;
        content: {
          'application/json': Components['schemas']['Readiness'] | Components['schemas']['GatewayMessage'];
        };
      };
    };
  };
  /** List channels. */
  listChannels: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
        cursor?: string;
        /** Only channels in this state. It excludes the filters. */
        is?: 'suspended' | 'keyless' | 'overdue' | 'live' | 'unhealthy' | 'stranded';
        /**
         * Only channels that came into the state at this instant or later, by the time in the event of IVS. For `live`
         * and `unhealthy`.
         */
        since?: string;
        /** Only channels with this name, of which there may be several. Filters exclude each other. */
        name?: string;
        /** Only channels that use this recording configuration. */
        recordingConfigurationArn?: string;
        /** Only channels that use this playback restriction policy. */
        playbackRestrictionPolicyArn?: string;
        /** Only channels that use this ad configuration. */
        adConfigurationArn?: string;
      };
      header?: {
        /** The entity tag of a body that you have, from `ETag`. If the body is still the same, the answer is 304. */
        'If-None-Match'?: string;
        /**
         * `no-cache` or `max-age=0`: ask IVS, and do not answer from what is known. The answer then shows changes that
         * were made outside of this deployment. With `If-None-Match`, it takes both (`no-cache, max-age=0`), because
         * `fetch` adds one of them to such requests by itself.
         */
        'Cache-Control'?: string;
      };
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
      304: {
        headers: Record<string, unknown>;
        content?: never;
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Create a channel and its stream key. */
  createChannel: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Get a channel. */
  getChannel: {
    parameters: {
      query?: never;
      header?: {
        /** The entity tag of a body that you have, from `ETag`. If the body is still the same, the answer is 304. */
        'If-None-Match'?: string;
        /**
         * `no-cache` or `max-age=0`: ask IVS, and do not answer from what is known. The answer then shows changes that
         * were made outside of this deployment. With `If-None-Match`, it takes both (`no-cache, max-age=0`), because
         * `fetch` adds one of them to such requests by itself.
         */
        'Cache-Control'?: string;
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
          'application/json': {
            channel: Components['schemas']['Channel'];
            warnings?: Components['schemas']['Warning'][];
          };
        };
      };
      304: {
        headers: Record<string, unknown>;
        content?: never;
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Update a channel, live or idle. */
  updateChannel: {
    parameters: {
      query?: {
        /**
         * How to update a live channel: `now` stops the stream first, `idle` waits for its natural end. If absent, a
         * live channel is not updated (409).
         */
        when?: 'now' | 'idle';
        /** With `when=now`: takes the stream key away during the update, so that the encoder cannot come back too soon. */
        block?: 'true' | 'false';
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
        /**
         * The time at which the work is to begin: with its offset (RFC 3339), such as `2026-12-01T03:00:00+01:00`, or
         * with its zone (RFC 9557), such as `2026-12-01T03:00:00[Europe/Berlin]`. The answer is 202 with a job that
         * locks nothing until then. It is listed and cancelled as every job is, and `rescheduleJob` moves it.
         */
        at?: string;
        /** How long from now the work is to begin, such as `PT2H`; see `at`. */
        after?: string;
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * Entity tags from `ETag`, or `*`. If the channel has another one now, nothing is changed and the answer is 412.
         * IVS is asked for the comparison.
         */
        'If-Match'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
          /** Names need not be unique. */
          name?: string;
          /** `LOW` by default. */
          latencyMode?: 'NORMAL' | 'LOW';
          /** How IVS processes the video; `STANDARD` by default. */
          type?: 'BASIC' | 'STANDARD' | 'ADVANCED_SD' | 'ADVANCED_HD';
          /**
           * Whether the channel is private. Viewers of a private channel need a token that is signed with one of your
           * playback key pairs.
           */
          authorized?: boolean;
          /** The recording configuration that records the streams; empty for none. */
          recordingConfigurationArn?: string;
          /** Whether RTMP is accepted besides RTMPS. */
          insecureIngest?: boolean;
          preset?: 'HIGHER_BANDWIDTH_DELIVERY' | 'CONSTRAINED_BANDWIDTH_DELIVERY';
          /**
           * The policy that restricts the countries and origins in which the channel plays; IVS ignores it on private
           * channels. Empty for none.
           */
          playbackRestrictionPolicyArn?: string;
          multitrackInputConfiguration?: {
            enabled?: boolean;
            policy?: 'ALLOW' | 'REQUIRE';
            maximumResolution?: 'SD' | 'HD' | 'FULL_HD';
          };
          containerFormat?: 'TS' | 'FRAGMENTED_MP4';
          /** The ad configuration, which ad breaks need; empty for none. */
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
      409: Components['responses']['ChannelLiveOrConflictOrJobCancelledOrJobConflictOrProtected409'];
      412: Components['responses']['PreconditionFailed412'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Delete a channel, live or idle. */
  deleteChannel: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
        /**
         * The time at which the work is to begin: with its offset (RFC 3339), such as `2026-12-01T03:00:00+01:00`, or
         * with its zone (RFC 9557), such as `2026-12-01T03:00:00[Europe/Berlin]`. The answer is 202 with a job that
         * locks nothing until then. It is listed and cancelled as every job is, and `rescheduleJob` moves it.
         */
        at?: string;
        /** How long from now the work is to begin, such as `PT2H`; see `at`. */
        after?: string;
        /**
         * Warns a live stream so long before the work: `Stream Ending Soon` on the bus, and timed metadata for its
         * players. The answer is 202 with a job that locks nothing until then; its cancel takes the work back. With
         * `at`, the warning comes before that time.
         */
        graceSeconds?: number;
        /**
         * Suspends the channel now, and does the work after this time, such as `P7D` (ten minutes at least). A
         * resumption of the channel meanwhile takes the work back. A cancel of the job leaves the channel suspended.
         */
        undoWithin?: string;
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * Entity tags from `ETag`, or `*`. If the channel has another one now, nothing is changed and the answer is 412.
         * IVS is asked for the comparison.
         */
        'If-Match'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      409: Components['responses']['ConflictOrJobCancelledOrJobConflictOrProtected409'];
      412: Components['responses']['PreconditionFailed412'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Get many channels. */
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
          /** Ids or ARNs. A duplicate is read once. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get the live stream of a channel. */
  getStream: {
    parameters: {
      query?: never;
      header?: {
        /** The entity tag of a body that you have, from `ETag`. If the body is still the same, the answer is 304. */
        'If-None-Match'?: string;
        /**
         * `no-cache` or `max-age=0`: ask IVS, and do not answer from what is known. The answer then shows changes that
         * were made outside of this deployment. With `If-None-Match`, it takes both (`no-cache, max-age=0`), because
         * `fetch` adds one of them to such requests by itself.
         */
        'Cache-Control'?: string;
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
          'application/json': {
            stream: Components['schemas']['Stream'];
          };
        };
      };
      304: {
        headers: Record<string, unknown>;
        content?: never;
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['ChannelNotBroadcastingOrNotFound404'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Stop the stream of a channel. */
  stopStream: {
    parameters: {
      query?: {
        /** `true`: stop the live stream and leave a new one alone. */
        once?: 'true' | 'false';
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
        /**
         * The time at which the work is to begin: with its offset (RFC 3339), such as `2026-12-01T03:00:00+01:00`, or
         * with its zone (RFC 9557), such as `2026-12-01T03:00:00[Europe/Berlin]`. The answer is 202 with a job that
         * locks nothing until then. It is listed and cancelled as every job is, and `rescheduleJob` moves it.
         */
        at?: string;
        /** How long from now the work is to begin, such as `PT2H`; see `at`. */
        after?: string;
        /**
         * Warns a live stream so long before the work: `Stream Ending Soon` on the bus, and timed metadata for its
         * players. The answer is 202 with a job that locks nothing until then; its cancel takes the work back. With
         * `at`, the warning comes before that time.
         */
        graceSeconds?: number;
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      409: Components['responses']['ConflictOrJobCancelledOrJobConflictOrProtected409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** List live streams. */
  listStreams: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
        cursor?: string;
        /** Only streams in this state. */
        health?: 'HEALTHY' | 'STARVING' | 'UNKNOWN';
      };
      header?: {
        /** The entity tag of a body that you have, from `ETag`. If the body is still the same, the answer is 304. */
        'If-None-Match'?: string;
        /**
         * `no-cache` or `max-age=0`: ask IVS, and do not answer from what is known. The answer then shows changes that
         * were made outside of this deployment. With `If-None-Match`, it takes both (`no-cache, max-age=0`), because
         * `fetch` adds one of them to such requests by itself.
         */
        'Cache-Control'?: string;
      };
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
      304: {
        headers: Record<string, unknown>;
        content?: never;
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      409: Components['responses']['Conflict409'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List the stream sessions of a channel. */
  listStreamSessions: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get a stream session with its ingest and its events. */
  getStreamSession: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the channel. */
        channelId: string;
        /** The `streamId` of a stream, or `latest`. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List the recorded stream sessions of a channel, newest first. */
  listSessionHistory: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
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
            sessions: Components['schemas']['RecordedSessionSummary'][];
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get a recorded stream session with its encoder and its events. */
  getSessionHistory: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the channel. */
        channelId: string;
        /** The `streamId` of a stream, or `latest`. */
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
            session: Components['schemas']['RecordedSession'];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List what happened to a channel, newest first. */
  listChannelEvents: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
        cursor?: string;
        /** Only what happened at this instant or later. */
        since?: string;
        /** Only entries of this type. */
        type?: string;
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
            events: Components['schemas']['JournalEntry'][];
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List the events that name no channel, newest first. */
  listAccountEvents: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
        cursor?: string;
        /** Only what happened at this instant or later. */
        since?: string;
        /** Only entries of this type. */
        type?: string;
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
            events: Components['schemas']['JournalEntry'][];
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List who changed what and why, newest first. */
  listAudit: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
        cursor?: string;
        /** Only what happened at this instant or later. */
        since?: string;
        /** Only changes that this caller asked for. */
        by?: string;
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
            entries: Components['schemas']['JournalEntry'][];
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List the recordings of a channel, newest first. */
  listRecordings: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
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
            recordings: Components['schemas']['Recording'][];
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get a recording. */
  getRecording: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The id of a recording. */
        recordingId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            recording: Components['schemas']['Recording'];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get the suspension of a channel. */
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Suspend a channel: take it off air and keep it dark. */
  suspendChannel: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
        /**
         * The time at which the work is to begin: with its offset (RFC 3339), such as `2026-12-01T03:00:00+01:00`, or
         * with its zone (RFC 9557), such as `2026-12-01T03:00:00[Europe/Berlin]`. The answer is 202 with a job that
         * locks nothing until then. It is listed and cancelled as every job is, and `rescheduleJob` moves it.
         */
        at?: string;
        /** How long from now the work is to begin, such as `PT2H`; see `at`. */
        after?: string;
        /**
         * Warns a live stream so long before the work: `Stream Ending Soon` on the bus, and timed metadata for its
         * players. The answer is 202 with a job that locks nothing until then; its cancel takes the work back. With
         * `at`, the warning comes before that time.
         */
        graceSeconds?: number;
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      409: Components['responses']['ConflictOrJobCancelledOrJobConflictOrProtected409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Resume a suspended channel. */
  resumeChannel: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
        /**
         * The time at which the work is to begin: with its offset (RFC 3339), such as `2026-12-01T03:00:00+01:00`, or
         * with its zone (RFC 9557), such as `2026-12-01T03:00:00[Europe/Berlin]`. The answer is 202 with a job that
         * locks nothing until then. It is listed and cancelled as every job is, and `rescheduleJob` moves it.
         */
        at?: string;
        /** How long from now the work is to begin, such as `PT2H`; see `at`. */
        after?: string;
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** List the suspended channels. */
  listSuspensions: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
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
            suspensions: Components['schemas']['Suspension'][];
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List the stream keys of a channel, without their values. */
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
            streamKeys: Components['schemas']['ListedStreamKey'][];
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Create a stream key for a channel that has none. */
  createStreamKey: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
        /**
         * The time at which the work is to begin: with its offset (RFC 3339), such as `2026-12-01T03:00:00+01:00`, or
         * with its zone (RFC 9557), such as `2026-12-01T03:00:00[Europe/Berlin]`. The answer is 202 with a job that
         * locks nothing until then. It is listed and cancelled as every job is, and `rescheduleJob` moves it.
         */
        at?: string;
        /** How long from now the work is to begin, such as `PT2H`; see `at`. */
        after?: string;
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** List jobs, newest first. */
  listJobs: {
    parameters: {
      query?: {
        /** The maximum number of jobs on a page; 25 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
        cursor?: string;
        /** Only jobs with this status. */
        status?: 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
        /** Only jobs with this ending; `failed` selects jobs that gave up. */
        ending?: 
          | 'cancelled'
          | 'creationFailed'
          | 'expired'
          | 'failed'
          | 'hasStreamKey'
          | 'inUse'
          | 'incomplete'
          | 'keyKnown'
          | 'lastKeyPair'
          | 'live'
          | 'locked'
          | 'notFound'
          | 'notLive'
          | 'notSuspended'
          | 'outcomeUnknown'
          | 'protected'
          | 'quotaExceeded'
          | 'stillLive'
          | 'succeeded'
          | 'suspended'
          | 'takenBack';
        /** Only jobs of this workflow. */
        workflow?: 
          | 'banViewer'
          | 'createStreamKey'
          | 'deleteAttachment'
          | 'deleteChannel'
          | 'deleteStreamKeyNow'
          | 'deleteStreamKeyWhenIdle'
          | 'detachChannelNow'
          | 'detachChannelWhenIdle'
          | 'insertAdBreak'
          | 'provisionChannel'
          | 'provisionRecordingConfiguration'
          | 'resumeChannel'
          | 'retireAttachment'
          | 'revokeViewerBatch'
          | 'revokeViewerBatchHalf'
          | 'revokeViewers'
          | 'rotatePlaybackKeyPair'
          | 'rotateStreamKeyNow'
          | 'rotateStreamKeyWhenIdle'
          | 'runOperation'
          | 'startLater'
          | 'stopStream'
          | 'stopStreamOnce'
          | 'suspendChannel'
          | 'updateChannel'
          | 'updateChannelBlocked'
          | 'updateChannelNow'
          | 'updateChannelWhenIdle';
        /** Only jobs on this subject: a kind and an id, such as `channel/AbCdEf123456`. */
        subject?: string;
        /** Only jobs from this time on: ISO 8601 with an offset, a zone, or both. */
        createdSince?: string;
        /** Only jobs from before this time. */
        createdBefore?: string;
        /**
         * `true`: only jobs that need attention. `false`: only the others. A job needs the attention of an operator when
         * it has given up, has failed and left something behind, has had a failing step for half an hour, or has not
         * moved for half an hour, and has not been redriven.
         */
        needsAttention?: 'true' | 'false';
        /** `true`: only jobs that wait for a second person. `false`: only the others. */
        awaitsApproval?: 'true' | 'false';
        /**
         * Only the jobs of this request or event, by its id. A page looks through the newest 500 jobs after its cursor,
         * so it may be empty and have a next page.
         */
        causedBy?: string;
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get a job. */
  getJob: {
    parameters: {
      query?: {
        /** With `Prefer: wait=N`: hold the answer only until the job is past this `version`. */
        after?: number;
      };
      header?: {
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The `id` of a job. */
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Move the beginning of a scheduled job. */
  rescheduleJob: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The `id` of a job. */
        jobId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** The new time, with its offset (RFC 3339) or its zone (RFC 9557). */
          at: string;
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            job: Components['schemas']['Job'];
          } | Components['schemas']['DryRunOfCall'];
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List the results of a job on a set of items. */
  getJobResults: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
        cursor?: string;
      };
      header?: never;
      path: {
        /** The `id` of a job. */
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Show the use and the headroom of the quotas of IVS. */
  listLimits: {
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
            asOf: string;
            rates: Components['schemas']['RateLimit'][];
            resources: Components['schemas']['ResourceLimit'][];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List the use of the quotas of IVS by jobs. */
  listQuotas: {
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
            asOf: string;
            quotas: Components['schemas']['QuotaUse'][];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List playback key pairs. */
  listPlaybackKeyPairs: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Import a playback key pair. */
  importPlaybackKeyPair: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get a playback key pair with its fingerprint. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Delete a playback key pair. */
  deletePlaybackKeyPair: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List playback restriction policies. */
  listPlaybackRestrictionPolicies: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Create a playback restriction policy. */
  createPlaybackRestrictionPolicy: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get a playback restriction policy. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Delete a playback restriction policy. */
  deletePlaybackRestrictionPolicy: {
    parameters: {
      query?: {
        /**
         * Detaches the channels first: `idle` detaches each one after its stream ends, `now` stops the stream to detach
         * it. If absent, a resource that is in use is not deleted (409).
         */
        detach?: 'idle' | 'now';
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Update a playback restriction policy. */
  updatePlaybackRestrictionPolicy: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
          /**
           * The countries where the channel plays, by their officially assigned ISO 3166-1 alpha-2 codes. An empty list
           * allows all countries.
           */
          allowedCountries?: Components['schemas']['Country'][];
          /** The origins on which the channel plays, such as `https://example.com`. An empty list allows all origins. */
          allowedOrigins?: string[];
          /** Whether players that send no `Origin` are refused as well. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List recording configurations. */
  listRecordingConfigurations: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Create a recording configuration. */
  createRecordingConfiguration: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Get a recording configuration. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Delete a recording configuration. */
  deleteRecordingConfiguration: {
    parameters: {
      query?: {
        /**
         * Detaches the channels first: `idle` detaches each one after its stream ends, `now` stops the stream to detach
         * it. If absent, a resource that is in use is not deleted (409).
         */
        detach?: 'idle' | 'now';
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** List ad configurations. */
  listAdConfigurations: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Create an ad configuration. */
  createAdConfiguration: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get an ad configuration. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Delete an ad configuration. */
  deleteAdConfiguration: {
    parameters: {
      query?: {
        /**
         * Detaches the channels first: `idle` detaches each one after its stream ends, `now` stops the stream to detach
         * it. If absent, a resource that is in use is not deleted (409).
         */
        detach?: 'idle' | 'now';
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Update an ad configuration. */
  updateAdConfiguration: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
          /** The ads that play after a stream ends. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get the tags of a resource. */
  getTags: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The type of the resource. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Add tags to a resource, or change their values. */
  tagResource: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The type of the resource. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Remove tags from a resource. */
  untagResource: {
    parameters: {
      query: {
        /** The keys of the tags, separated by commas. */
        tagKeys: string;
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The type of the resource. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Rotate the stream key of a channel. */
  rotateStreamKey: {
    parameters: {
      query: {
        /** `now` cuts off the live stream; `idle` waits for its natural end. */
        when: 'now' | 'idle';
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
        /**
         * The time at which the work is to begin: with its offset (RFC 3339), such as `2026-12-01T03:00:00+01:00`, or
         * with its zone (RFC 9557), such as `2026-12-01T03:00:00[Europe/Berlin]`. The answer is 202 with a job that
         * locks nothing until then. It is listed and cancelled as every job is, and `rescheduleJob` moves it.
         */
        at?: string;
        /** How long from now the work is to begin, such as `PT2H`; see `at`. */
        after?: string;
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      409: Components['responses']['ChannelSuspendedOrConflictOrJobCancelledOrJobConflictOrProtected409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Cancel a job and give back what it took. */
  cancelJob: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The `id` of a job. */
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Redrive a job that failed or was cancelled. */
  redriveJob: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The `id` of a job. */
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Abandon a job where it stands, to free its subject. */
  abandonJob: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The `id` of a job. */
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Insert an ad break into the live stream. */
  insertAdBreak: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
          /** The length of the ad break. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Insert metadata into the live stream. */
  putMetadata: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
          /** Any text, 1 KB at most. Its meaning is between you and your player. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get a stream key with its value. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Delete the stream key of a channel. */
  deleteStreamKey: {
    parameters: {
      query: {
        /** The channel of the stream key, from its `channelArn`. */
        channelId: string;
        /** `now` cuts off the live stream; `idle` waits for its natural end. */
        when: 'now' | 'idle';
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
        /**
         * The time at which the work is to begin: with its offset (RFC 3339), such as `2026-12-01T03:00:00+01:00`, or
         * with its zone (RFC 9557), such as `2026-12-01T03:00:00[Europe/Berlin]`. The answer is 202 with a job that
         * locks nothing until then. It is listed and cancelled as every job is, and `rescheduleJob` moves it.
         */
        at?: string;
        /** How long from now the work is to begin, such as `PT2H`; see `at`. */
        after?: string;
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
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
      409: Components['responses']['ChannelSuspendedOrConflictOrJobCancelledOrJobConflictOrProtected409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Get many stream keys with their values. */
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
          /** Ids or ARNs. A duplicate is read once. */
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get the SRT ingest of a channel with its passphrase. */
  getSrtIngest: {
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
            srt: {
              endpoint?: string;
              /** Absent if IVS asks for none. */
              passphrase?: string;
            };
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Create a link that shows the value of a stream key once. */
  createStreamKeyLink: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the stream key. */
        streamKeyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** How long the link lives, as an ISO 8601 duration: PT1H by default, P1D at most. */
          expiresIn?: string;
          /** Your reason, for the audit trail. */
          reason?: string;
        };
      };
    };
    responses: {
      201: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            link: {
              id: string;
              url: string;
              expiresAt: string;
            };
          };
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Open a link to a stream key. */
  openStreamKeyLink: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The `id` of a link: the part of its address before the `#`. */
        linkId: string;
      };
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
  /** Use a link up, and get the value of its stream key. */
  readStreamKeyOfLink: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The `id` of a link: the part of its address before the `#`. */
        linkId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** The text after the `#` of the link. */
          token: string;
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            streamKey: {
              value?: string;
              channelArn?: string;
            };
          };
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      403: Components['responses']['AccountNotVerified403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailable503'];
    };
  };
  /** Replace a playback key pair. */
  rotatePlaybackKeyPair: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the playback key pair. */
        playbackKeyPairId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * The public key in PEM: `openssl ecparam -name secp384r1 -genkey -noout -out private.pem; openssl ec -in
           * private.pem -pubout`.
           */
          publicKeyMaterial: string;
          name?: string;
          tags?: Record<string, string>;
          /** How long IVS accepts both, as an ISO 8601 duration: PT12H by default, P30D at most. */
          overlap?: string;
          /** Delete the old one even if the new one is gone by then, so that no token is accepted. */
          evenIfLast?: boolean;
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
            playbackKeyPair: {
              arn?: string;
            };
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
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** List the viewers who are banned from a channel. */
  listViewerBans: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
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
            viewerBans: Components['schemas']['ViewerBan'][];
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Ban a viewer from a channel. */
  banViewer: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
          /** The claim `aws:viewer-id` of the playback token. */
          viewerId: string;
          /** The end of the ban, with its offset or zone: 2037-12-31T23:59:59Z at the latest. */
          until: string;
          /** Your reason, in place of the header `X-Reason`. */
          reason?: string;
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
            viewerBan?: Components['schemas']['ViewerBan'];
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
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Get the ban of a viewer. */
  getViewerBan: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the channel. */
        channelId: string;
        /** The id of the viewer, percent-encoded. */
        viewerId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            viewerBan: Components['schemas']['ViewerBan'];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Lift the ban of a viewer before its end. */
  liftViewerBan: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The last segment of the ARN of the channel. */
        channelId: string;
        /** The id of the viewer, percent-encoded. */
        viewerId: string;
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
            /** The lowest `aws:viewer-session-version` that plays again. */
            viewerSessionVersion: number;
          }
            | Components['schemas']['DryRunOfCall'];
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['RequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Revoke viewer sessions. */
  revokeViewers: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
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
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Open a batch of viewer sessions to revoke. */
  openViewerBatch: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path?: never;
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
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['AccountNotVerifiedOrMissingScope403'];
      409: Components['responses']['ConflictOrJobCancelledOrJobConflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAwsOrRefusedByIvs502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503'];
      504: Components['responses']['JobExhausted504'];
    };
  };
  /** Get the state of a batch of viewer sessions. */
  getViewerBatch: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The `id` of a job. */
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
            viewerBatch: Components['schemas']['ViewerBatch'];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Add pairs of channel and viewer to an open batch. */
  addViewerPairs: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The `id` of a job. */
        jobId: string;
      };
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
            viewerBatch: Components['schemas']['ViewerBatch'];
          } | Components['schemas']['DryRunOfCall'];
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Close a batch of viewer sessions. */
  closeViewerBatch: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The `id` of a job. */
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
            viewerBatch: Components['schemas']['ViewerBatch'];
          } | Components['schemas']['DryRunOfCall'];
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Pause a batch of viewer sessions. */
  pauseViewerBatch: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The `id` of a job. */
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
            viewerBatch: Components['schemas']['ViewerBatch'];
          } | Components['schemas']['DryRunOfCall'];
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Resume a batch of viewer sessions. */
  resumeViewerBatch: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The `id` of a job. */
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
            viewerBatch: Components['schemas']['ViewerBatch'];
          } | Components['schemas']['DryRunOfCall'];
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Create a playback token for a viewer. */
  createPlaybackToken: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The last segment of the ARN of the channel. */
        channelId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** The claim `aws:viewer-id`, by which sessions are revoked. */
          viewerId: string;
          /** The time in which playback has to begin; 60 by default. */
          ttlSeconds?: number;
          /** The origins of the pages that may play, separated by commas; all origins by default. */
          origin?: string;
          /** Whether IVS checks the origin of every request, and not of the first one alone. */
          strictOriginEnforcement?: boolean;
          /** The best rendition that the viewer may play. */
          maximumResolution?: 'SD' | 'HD' | 'FULL_HD';
          /** Whether the token opens the stream once only. */
          singleUse?: boolean;
        };
      };
    };
    responses: {
      201: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            token: string;
            expiresAt: string;
            viewerSessionVersion: number;
            playbackUrl?: string;
          };
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['AccountNotVerifiedOrMissingScopeOrViewerBanned403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['Conflict409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      429: Components['responses']['Throttled429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['NotPermittedByAws502'];
      503: Components['responses']['AwsUnavailableOrIvsUnavailableOrPlaybackKeyUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List dead letters, newest first. */
  listDeadLetters: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
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
            deadLetters: Components['schemas']['DeadLetter'][];
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get a dead letter with its event. */
  getDeadLetter: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The `id` of a dead letter. */
        deadLetterId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            deadLetter: Components['schemas']['DeadLetterWithEvent'];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Drop a dead letter. */
  dropDeadLetter: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The `id` of a dead letter. */
        deadLetterId: string;
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
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['RequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Redrive a dead letter: handle its event again. */
  redriveDeadLetter: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The `id` of a dead letter. */
        deadLetterId: string;
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
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['CannotBeRedrivenOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      502: Components['responses']['RedriveFailed502'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Plan the same work on many channels or jobs. */
  planOperation: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** The workflow that runs on each channel of the `selection`. */
          workflow?: 
            | 'updateChannel'
            | 'updateChannelNow'
            | 'updateChannelWhenIdle'
            | 'updateChannelBlocked'
            | 'deleteChannel'
            | 'suspendChannel'
            | 'resumeChannel'
            | 'stopStream'
            | 'stopStreamOnce'
            | 'createStreamKey'
            | 'rotateStreamKeyNow'
            | 'rotateStreamKeyWhenIdle';
          selection?: Components['schemas']['Selection'];
          /** The way to steer each job of `jobs`. It stands in the place of `workflow`. */
          steering?: 'cancel' | 'redrive' | 'abandon';
          jobs?: Components['schemas']['JobSelection'];
          /** The body that the route of the workflow takes for one channel. */
          input?: Record<string, unknown>;
          /**
           * This many channels or jobs are done first, live channels among them if there are any. Then the operation
           * pauses. 0 by default: no canary.
           */
          canary?: number;
          /** The operation pauses when this many channels or jobs have failed. */
          maxFailures?: number;
          /** The most channels or jobs that are worked on at a time; 50 by default. */
          concurrency?: number;
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
            operation: Components['schemas']['Operation'];
            plan: Components['schemas']['OperationPlan'];
          };
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      409: Components['responses']['RequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List operations, newest first. */
  listOperations: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
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
            operations: Components['schemas']['Operation'][];
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get an operation. */
  getOperation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The id of the operation. */
        operationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            operation: Components['schemas']['Operation'];
            plan: Components['schemas']['OperationPlan'];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List the results of an operation, by channel or job. */
  getOperationResults: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
        cursor?: string;
        /** Only channels or jobs whose outcome counts so. */
        counts?: 'succeeded' | 'skipped' | 'failed';
        /** Only channels or jobs with this outcome. */
        outcome?: 
          | 'detached'
          | 'notAttached'
          | 'notFound'
          | 'stillLive'
          | 'failed'
          | 'cancelled'
          | 'superseded'
          | 'notBegun'
          | 'succeeded'
          | 'skipped'
          | 'locked'
          | 'notLive'
          | 'live'
          | 'suspended'
          | 'notSuspended'
          | 'hasStreamKey'
          | 'inUse'
          | 'creationFailed'
          | 'outcomeUnknown'
          | 'protected'
          | 'pending'
          | 'open';
      };
      header?: never;
      path: {
        /** The id of the operation. */
        operationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            results: Components['schemas']['OperationResult'][];
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Apply a plan. */
  applyOperation: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The id of the operation. */
        operationId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * After a canary without a failure, the operation goes on by itself after this ISO 8601 duration, to within a
           * minute: 30 days at most. If absent, it waits until it is resumed.
           */
          autoContinueAfter?: string;
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            operation: Components['schemas']['Operation'];
          } | Components['schemas']['DryRun'];
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['OperationStateOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Pause an operation. */
  pauseOperation: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The id of the operation. */
        operationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            operation: Components['schemas']['Operation'];
          } | Components['schemas']['DryRun'];
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['OperationStateOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Resume a paused operation. */
  resumeOperation: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The id of the operation. */
        operationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            operation: Components['schemas']['Operation'];
          } | Components['schemas']['DryRun'];
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['OperationStateOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Cancel an operation. */
  cancelOperation: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The id of the operation. */
        operationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            operation: Components['schemas']['Operation'];
          } | Components['schemas']['DryRun'];
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['OperationStateOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Plan the failed channels of an operation again. */
  redriveOperation: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The id of the operation. */
        operationId: string;
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
            operation: Components['schemas']['Operation'];
            plan: Components['schemas']['OperationPlan'];
          };
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrOperationStateOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Approve work that needs a second person. */
  approveJob: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The `id` of a job. */
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
      403: Components['responses']['MissingScopeOrSecondPersonNeeded403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrJobEndedOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Reject work that needs a second person. */
  rejectJob: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The `id` of a job. */
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
      403: Components['responses']['MissingScopeOrSecondPersonNeeded403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['ConflictOrJobEndedOrRequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List the policies. */
  listPolicies: {
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
            policies: Components['schemas']['Policy'][];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get a policy, with what is due, deferred, failed and next. */
  getPolicy: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The name of a policy: letters, digits and hyphens. */
        policyName: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            policy: Components['schemas']['Policy'];
            streamKeys?: {
              /** How many keys are due: a thousand stands for more. */
              dueTotal: number;
              /** The first hundred of them, longest first. */
              due: Components['schemas']['PolicyStreamKey'][];
              /** The next ten that come to their time. */
              next: Components['schemas']['PolicyStreamKey'][];
            };
            /** The last twenty decisions about streams and breaches, newest first. */
            decisions: Components['schemas']['ReactionDecision'][];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Write a policy: what holds for the channels of a selection. */
  putPolicy: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The name of a policy: letters, digits and hyphens. */
        policyName: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** The channels that the policy is about. Without members: all channels. */
          selection: {
            /** Tags that the channel has, all of them. */
            tags?: Record<string, string>;
            /** Tags that the channel may not have, none of them. */
            withoutTags?: Record<string, string>;
            /** The ids of the channels. */
            ids?: string[];
            /** The name of the channel, in which `*` stands for any text. */
            name?: string;
          };
          /**
           * How old a stream key may become: `P30D`. The tag `channelkeeper:rotate-every` is the short form for one
           * channel; the strictest rule counts.
           */
          streamKeyMaxAge?: string;
          /** When keys are rotated before they are too old. */
          rotation?: {
            /**
             * The part of each day in which keys are rotated. A key that is too old does not wait for it, but a live stream
             * is never cut outside of it.
             */
            window?: {
              /** The time of day at which it opens: `02:00`. */
              from: string;
              /** The time at which it closes. It may be on the next day. */
              to: string;
              /** A zone in the database of IANA: `Europe/Berlin`. */
              zone: string;
            };
            /**
             * Spreads the rotations over this time before the keys become too old, each channel at a place of its own:
             * `PT12H`.
             */
            spreadOver?: string;
            /** Announces each rotation so long ahead, as `Stream Key Rotation Due`: `P3D`. */
            announceBefore?: string;
            /**
             * After so many deferrals, the key of a live channel is rotated nonetheless, and its stream is cut. A deferral
             * counts once an hour, or once in a window. Absent: never; after 24 deferrals a job waits for the end of the
             * stream. A protected channel is never cut.
             */
            nowAfterDeferrals?: number;
          };
          /** How long a stream may last: `PT12H`. Then it is stopped; its stream key stays. */
          streamMaxLength?: string;
          /**
           * Warns a stream so long before it is stopped: `Stream Ending Soon` on the bus, and timed metadata for its
           * players.
           */
          warnBefore?: string;
          /** Suspends a channel whose streams breach its limits so often in such a time: `5/PT10M`. */
          suspendAfterBreaches?: string;
          /**
           * How many days recordings are kept: `P30D`. A tag `channelkeeper:keep-recordings` of the channel counts before
           * it.
           */
          keepRecordings?: string;
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            policy: Components['schemas']['Policy'];
          } | Components['schemas']['DryRunOfCall'];
        };
      };
      201: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            policy: Components['schemas']['Policy'];
          };
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['MissingScope403'];
      409: Components['responses']['RequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Delete a policy. */
  deletePolicy: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The name of a policy: letters, digits and hyphens. */
        policyName: string;
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
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['RequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List the reactions. */
  listReactions: {
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
            reactions: Components['schemas']['Reaction'][];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get a reaction. */
  getReaction: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** The name of a reaction: letters, digits and hyphens. */
        reactionName: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            reaction: Components['schemas']['Reaction'];
          };
        };
      };
      400: Components['responses']['InvalidRequest400'];
      401: Components['responses']['Unauthenticated401'];
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Write a reaction: what to start when an event arrives or a stream is live for long. */
  putReaction: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The name of a reaction: letters, digits and hyphens. */
        reactionName: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** One of `pattern`, `streamLiveFor` and `everyWhileLive`. */
          when: {
            /** An event pattern of EventBridge, over the events of IVS and of this deployment. */
            pattern?: Record<string, unknown>;
            /** Acts once a stream, when it has been live for this long: `PT12H`. */
            streamLiveFor?: string;
            /**
             * Acts again and again while a stream is live, each time after this long: `PT10M`. A moment that was missed is
             * not made up for.
             */
            everyWhileLive?: string;
            selection?: {
              /** Tags that the channel has, all of them. */
              tags?: Record<string, string>;
              /** Tags that the channel may not have, none of them. */
              withoutTags?: Record<string, string>;
              /** The ids of the channels. */
              ids?: string[];
              /** The name of the channel, in which `*` stands for any text. */
              name?: string;
            };
            /**
             * Acts only when so many matching events have reached the channel in that time: `5/PT10M`. With a `pattern`
             * only.
             */
            repeated?: string;
          };
          then: {
            /** The workflow that is started on the channel. */
            workflow: 
              | 'deleteChannel'
              | 'insertAdBreak'
              | 'stopStream'
              | 'suspendChannel'
              | 'resumeChannel'
              | 'rotateStreamKeyNow'
              | 'rotateStreamKeyWhenIdle';
            /** The input of `insertAdBreak`. The other workflows need none. */
            input?: {
              /** The length of the ad break. */
              durationSeconds?: number;
            };
          };
          /** `shadow` records the decisions and starts nothing; `off` does not even that. */
          mode: 'off' | 'shadow' | 'on';
          /** The most actions in a time: `10/PT1H`. */
          atMost?: string;
        };
      };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            reaction: Components['schemas']['Reaction'];
          } | Components['schemas']['DryRunOfCall'];
        };
      };
      201: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            reaction: Components['schemas']['Reaction'];
          };
        };
      };
      400: Components['responses']['InvalidRequestOrMalformedJson400'];
      401: Components['responses']['Unauthenticated401'];
      402: Components['responses']['QuotaExceeded402'];
      403: Components['responses']['MissingScope403'];
      409: Components['responses']['RequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Delete a reaction, or switch a built-in one off. */
  deleteReaction: {
    parameters: {
      query?: {
        /** `true`: describe the change instead of making it. */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * A unique key that you choose, such as a UUID. For 24 hours after the first request, a retry with the same key
         * returns the original result, whether it started a job, joined one that was under way, or called IVS directly;
         * a request with the same key and another query or body is rejected. After that time the key can be used again.
         * Keys of different callers never mix.
         */
        'Idempotency-Key'?: string;
        /**
         * Your reason, in your own words and without secrets. It is recorded with the job or, if there is no job, in the
         * log.
         */
        'X-Reason'?: string;
        /**
         * `wait=N`: hold the answer until the job has ended, for N seconds at most; 20 is the limit. If absent, a
         * mutation runs its job for up to two seconds before it answers 202, and `getJob` answers at once. The
         * deployment holds 100 answers at a time; beyond that, an answer comes without waiting and without
         * `Preference-Applied`.
         */
        Prefer?: string;
      };
      path: {
        /** The name of a reaction: letters, digits and hyphens. */
        reactionName: string;
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
      403: Components['responses']['MissingScope403'];
      404: Components['responses']['NotFound404'];
      409: Components['responses']['RequestUnderWay409'];
      413: Components['responses']['BodyTooLarge413'];
      415: Components['responses']['UnsupportedMediaType415'];
      422: Components['responses']['IdempotencyKeyReused422'];
      429: Components['responses']['ByGateway429'];
      500: Components['responses']['Internal500'];
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** List what a reaction decided, newest first. */
  listReactionDecisions: {
    parameters: {
      query?: {
        /** The maximum number of items on a page; 100 by default. */
        limit?: number;
        /** The `nextCursor` of the page before. The other parameters stay the same. */
        cursor?: string;
      };
      header?: never;
      path: {
        /** The name of a reaction: letters, digits and hyphens. */
        reactionName: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          'application/json': {
            decisions: Components['schemas']['ReactionDecision'][];
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
      503: Components['responses']['AwsUnavailableOrTokenKeysUnavailable503'];
    };
  };
  /** Get the OpenAPI 3.1 document of this API. */
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
  /** Get the AsyncAPI 3.0 document of the events of this deployment. */
  getAsyncApi: {
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
  /** List the events that this deployment sends to its bus. */
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
  /** Show the reference page. */
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
  /** Get a file of the reference page. */
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
      /** The last segment of the ARN is the id of the channel. */
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
      /** The address for players. On a private channel, players append `?token=`. */
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
      /** Absent for a steered job that is not about a channel. */
      channelArn?: string;
      /** The job that the operation steers. */
      steeredJobId?: string;
      outcome: 
        | 'detached'
        | 'notAttached'
        | 'notFound'
        | 'stillLive'
        | 'failed'
        | 'cancelled'
        | 'superseded'
        | 'notBegun'
        | 'succeeded'
        | 'skipped'
        | 'locked'
        | 'notLive'
        | 'live'
        | 'suspended'
        | 'notSuspended'
        | 'hasStreamKey'
        | 'inUse'
        | 'creationFailed'
        | 'outcomeUnknown'
        | 'protected';
      /** The child job on the channel, or the job that redrives the steered one. */
      jobId?: string;
      message?: string;
    };
    ChannelSummary: {
      /** The last segment of the ARN is the id of the channel. */
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
    DeadLetter: {
      id: string;
      arrivedAt: string;
      /**
       * The function that was to take the event, or the ARN of another target; `unknown` if the message could not be
       * read.
       */
      function: string;
      /**
       * The condition under which AWS gave up, such as `RetriesExhausted`; `Unreadable` for a message that neither
       * Lambda nor EventBridge wrote.
       */
      reason: string;
      /** How often the event was tried, redrives included. */
      attempts: number;
      /** The last error, 1,000 characters at most. */
      error?: string;
      detailType?: string;
      channelArn?: string;
      /** When the last redrive began. */
      redrivenAt?: string;
    };
    DeadLetterWithEvent: {
      id: string;
      arrivedAt: string;
      /**
       * The function that was to take the event, or the ARN of another target; `unknown` if the message could not be
       * read.
       */
      function: string;
      /**
       * The condition under which AWS gave up, such as `RetriesExhausted`; `Unreadable` for a message that neither
       * Lambda nor EventBridge wrote.
       */
      reason: string;
      /** How often the event was tried, redrives included. */
      attempts: number;
      /** The last error, 1,000 characters at most. */
      error?: string;
      detailType?: string;
      channelArn?: string;
      /** When the last redrive began. */
      redrivenAt?: string;
      /** The event as it arrived, without secrets. It is data from outside. */
      event?: Record<string, unknown>;
      /** The message, if it could not be read. */
      text?: string;
      /** The size of an event or a message that was too large to keep. */
      leftOutBytes?: number;
    };
    DryRun: {
      dryRun: {
        workflow: string;
        subject: string;
        steps: Components['schemas']['PlannedStep'][];
        /** How the channel is now. It is absent, with all that follows from it, while IVS throttles the look. */
        found?: {
          isLive: boolean;
          hasStreamKey: boolean;
        };
        /** The steps that the job takes on the channel as it is now, if nothing gets in its way. */
        course?: string[];
        /** The number of viewer sessions, channels or jobs in the set. */
        total?: number;
        /** The calls of IVS that follow from that, by operation. */
        calls?: Record<string, number>;
        /**
         * An estimate of the time, from the quotas of IVS, the calls that wait already, and the waits of the job. The
         * natural end of a stream is not in it.
         */
        etaSeconds?: number;
        /** The job waits for the natural end of the stream first. */
        awaitsStreamEnd?: true;
        /** The step after whose start the job cannot be cancelled. */
        pointOfNoReturn?: string;
        /** A second person has to approve the work before it begins. */
        needsApproval?: true;
        /** When the work would begin, if not at once. It is then not known which job it would meet. */
        scheduled?: {
          at: string;
          /** The channel would be suspended at once. A resumption takes the work back. */
          undoable?: true;
        };
        channels?: {
          attached: number;
          live: number;
          more?: true;
        };
        /** The unfinished job that the request would join. */
        wouldJoin?: string;
        /** The waiting job whose place this job would take. */
        wouldSupersede?: string;
        /** The job that would make this request a conflict. */
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
      /** The workflow that the job runs. */
      workflow: string;
      /** The version of that workflow that the job began with. */
      workflowVersion: number;
      /** The resource that the job is about: a kind and an id. */
      subject: string;
      channelArn?: string;
      /** `succeeded`, `failed` and `cancelled` are final. */
      status: 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
      /** How the job ended; each workflow defines its own endings. */
      ending?: string;
      step: string;
      /** Grows with every change. Pass it to getJob as `after` to wait for the next change. */
      version: number;
      waitsFor?: {
        what: string;
        until: string;
      };
      /** The number of failed attempts at the current step. */
      attempts: number;
      turns: number;
      /** When the job next runs, unless something wakes it earlier. */
      nextAttemptAt?: string;
      /**
       * When a job whose step fails gives up, unless the step succeeds first. Absent if no step fails, or if the job
       * never gives up.
       */
      givesUpAt?: string;
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
        /** The time from the start of a suspension until the last stream was off. */
        timeToDarkMs?: number;
        /** The number of streams that ended before the change could be made. */
        showsMissed?: number;
        recordingConfigurationArn?: string;
        newPlaybackKeyPairArn?: string;
        /** Until then IVS accepts tokens of the old playback key pair as well, and some may still be out there. */
        overlapEndsAt?: string;
        detachedChannels?: number;
      };
      /** The work that a scheduled job begins. `job`: the job that does it, once it has begun. */
      scheduled?: {
        workflow: string;
        channelArn: string;
        at: string;
        /** The channel is suspended until then. A resumption takes the work back. */
        undoable?: true;
        job?: string;
      };
      /** Of work that needs a second person: until when it waits, and what was decided by whom. */
      approval?: {
        until?: string;
        decision?: 'approved' | 'rejected';
        decidedBy?: string;
      };
      requestedBy: string;
      /**
       * The id of the request that asked for the work, or of the event that led to it. The children of the job, its
       * events and its lines of log have the same one.
       */
      causedBy?: string;
      /** The trace context of that request (W3C Trace Context), if it had one. */
      traceparent?: string;
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
       * The things that an unsuccessful job leaves behind: `keyless`, `suspended` (dark or not),
       * `detachedChannels:<n>`, `childrenCalledBack:<n>`, `streamOnRevokedKey`, `bothKeyPairs` (the new playback key
       * pair and the old one), `doneAnyway` (the work of a scheduled job, which was done before it could be stopped),
       * `unknownOutcomeOf:<step>`, `notDone:<step>` (the change was made, but was not recorded or announced).
       */
      left?: string[];
      cancel?: {
        by: string;
        at: string;
        reason?: string;
        result?: 'cancelled' | 'tooLate' | 'abandoned';
      };
      /**
       * The jobs whose place this job took. If `startsAgain` is true, the work of that job starts again, as its
       * `redrivenBy`, when this job has ended, unless that makes no sense after the jobs since; otherwise it was
       * dropped.
       */
      supersedes?: {
        jobId: string;
        startsAgain: boolean;
      }[];
      /** The job that took the place of this job, for a request of higher rank. */
      supersededBy?: string;
      /** The job whose work this job does again. */
      redriveOf?: string;
      /** The job that does the work of this job again. */
      redrivenBy?: string;
      /** The job that this job is a part of. */
      parent?: string;
      /**
       * An operator has to look at the job, because it has given up, has failed and left something behind, has had a
       * failing step for half an hour, or has not moved for half an hour, and has not been redriven.
       */
      needsAttention?: true;
      /** The job has not moved for half an hour; an operator has to look at it. */
      stranded?: true;
      /** The attempts of the job: the first ten and the last thirty. */
      timeline: Components['schemas']['TimelineEntry'][];
      /** The number of attempts that are not shown. */
      timelineDropped?: number;
    };
    JobSelection: {
      /** Only jobs with this status. */
      status?: 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
      /** Only jobs with this ending; `failed` selects jobs that gave up. */
      ending?: 
        | 'cancelled'
        | 'creationFailed'
        | 'expired'
        | 'failed'
        | 'hasStreamKey'
        | 'inUse'
        | 'incomplete'
        | 'keyKnown'
        | 'lastKeyPair'
        | 'live'
        | 'locked'
        | 'notFound'
        | 'notLive'
        | 'notSuspended'
        | 'outcomeUnknown'
        | 'protected'
        | 'quotaExceeded'
        | 'stillLive'
        | 'succeeded'
        | 'suspended'
        | 'takenBack';
      /** Only jobs of this workflow. */
      workflow?: 
        | 'banViewer'
        | 'createStreamKey'
        | 'deleteAttachment'
        | 'deleteChannel'
        | 'deleteStreamKeyNow'
        | 'deleteStreamKeyWhenIdle'
        | 'detachChannelNow'
        | 'detachChannelWhenIdle'
        | 'insertAdBreak'
        | 'provisionChannel'
        | 'provisionRecordingConfiguration'
        | 'resumeChannel'
        | 'retireAttachment'
        | 'revokeViewerBatch'
        | 'revokeViewerBatchHalf'
        | 'revokeViewers'
        | 'rotatePlaybackKeyPair'
        | 'rotateStreamKeyNow'
        | 'rotateStreamKeyWhenIdle'
        | 'runOperation'
        | 'startLater'
        | 'stopStream'
        | 'stopStreamOnce'
        | 'suspendChannel'
        | 'updateChannel'
        | 'updateChannelBlocked'
        | 'updateChannelNow'
        | 'updateChannelWhenIdle';
      /** Only jobs on this subject: a kind and an id, such as `channel/AbCdEf123456`. */
      subject?: string;
      /** Only jobs from this time on: ISO 8601 with an offset, a zone, or both. */
      createdSince?: string;
      /** Only jobs from before this time. */
      createdBefore?: string;
      /** Whether the jobs need the attention of an operator, as `GET /v1/jobs` tells it. */
      needsAttention?: boolean;
      /** Whether the jobs wait for a second person. */
      awaitsApproval?: boolean;
      /** Only the jobs of this request or event, by its id. */
      causedBy?: string;
      /** These jobs, by id. */
      ids?: string[];
    };
    JournalEntry: {
      id: string;
      /** The detail-type of the event; `API Call` for a change by one call of IVS. */
      type: string;
      /** When it happened. */
      at: string;
      /** When it was recorded, which may be hours later. */
      receivedAt: string;
      /**
       * `aws.ivs` for an event of IVS, `channelkeeper` for one of this deployment, `channelkeeper.api` for a call of
       * its API.
       */
      source: string;
      channelId?: string;
      requestedBy?: string;
      reason?: string;
      /** The number of the entry in its journal, from 1. */
      number: number;
      /** The hash of the entry, which the next entry repeats. */
      hash: string;
      /**
       * The detail of the event as it arrived, without secrets. `ingest` in a Stream End is what IVS then knew about
       * the encoder.
       */
      detail: Record<string, unknown>;
    };
    ListedStreamKey: {
      arn?: string;
      channelArn?: string;
      tags?: Record<string, string>;
      /**
       * The time from which the age of the stream key counts: its creation if it was created here, otherwise the time
       * at which the rotation schedule first saw it. Absent if neither is known; IVS does not tell.
       */
      ageCountsFrom?: string;
    };
    NewAdConfiguration: {
      name?: string;
      /** The ads that play after a stream ends. */
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
      /** Names need not be unique. */
      name?: string;
      /** `LOW` by default. */
      latencyMode?: 'NORMAL' | 'LOW';
      /** How IVS processes the video; `STANDARD` by default. */
      type?: 'BASIC' | 'STANDARD' | 'ADVANCED_SD' | 'ADVANCED_HD';
      /**
       * Whether the channel is private. Viewers of a private channel need a token that is signed with one of your
       * playback key pairs.
       */
      authorized?: boolean;
      /** The recording configuration that records the streams; empty for none. */
      recordingConfigurationArn?: string;
      /**
       * Two tags configure stream key rotation: `channelkeeper:rotate-after-show` (`true` or `false`) and
       * `channelkeeper:rotate-every` (`12h`, `30d`; from `1h` to `365d`).
       */
      tags?: Record<string, string>;
      /** Whether RTMP is accepted besides RTMPS. */
      insecureIngest?: boolean;
      preset?: 'HIGHER_BANDWIDTH_DELIVERY' | 'CONSTRAINED_BANDWIDTH_DELIVERY';
      /**
       * The policy that restricts the countries and origins in which the channel plays; IVS ignores it on private
       * channels. Empty for none.
       */
      playbackRestrictionPolicyArn?: string;
      multitrackInputConfiguration?: {
        enabled?: boolean;
        policy?: 'ALLOW' | 'REQUIRE';
        maximumResolution?: 'SD' | 'HD' | 'FULL_HD';
      };
      containerFormat?: 'TS' | 'FRAGMENTED_MP4';
      /** The ad configuration, which ad breaks need; empty for none. */
      adConfigurationArn?: string;
    };
    NewPlaybackKeyPair: {
      /**
       * The public key in PEM: `openssl ecparam -name secp384r1 -genkey -noout -out private.pem; openssl ec -in
       * private.pem -pubout`.
       */
      publicKeyMaterial: string;
      name?: string;
      tags?: Record<string, string>;
    };
    NewPlaybackRestrictionPolicy: {
      /**
       * The countries where the channel plays, by their officially assigned ISO 3166-1 alpha-2 codes. An empty list
       * allows all countries.
       */
      allowedCountries?: Components['schemas']['Country'][];
      /** The origins on which the channel plays, such as `https://example.com`. An empty list allows all origins. */
      allowedOrigins?: string[];
      /** Whether players that send no `Origin` are refused as well. */
      enableStrictOriginEnforcement?: boolean;
      name?: string;
      tags?: Record<string, string>;
    };
    NewRecordingConfiguration: {
      name?: string;
      destinationConfiguration: {
        s3: {
          /** The S3 bucket, in the region and the account of this deployment. */
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
      /** Streams of one channel that follow each other within this time become one recording. */
      recordingReconnectWindowSeconds?: number;
      renditionConfiguration?: {
        renditionSelection?: 'ALL' | 'NONE' | 'CUSTOM';
        renditions?: ('FULL_HD' | 'HD' | 'SD' | 'LOWEST_RESOLUTION')[];
      };
    };
    Operation: {
      id: string;
      /**
       * `planned`: nothing has been changed. `incomplete`: it has ended, and some channels or jobs have failed.
       * `expired`: nobody applied the plan within an hour.
       */
      status: 
        | 'planned'
        | 'awaitingApproval'
        | 'running'
        | 'pausing'
        | 'paused'
        | 'cancelling'
        | 'succeeded'
        | 'incomplete'
        | 'cancelled'
        | 'expired'
        | 'failed';
      /** Absent if jobs are steered. */
      workflow?: string;
      /** The filters of channels. `ids` is the number of ids that were given. */
      selection?: Record<string, unknown>;
      /** The way in which jobs are steered. */
      steering?: 'cancel' | 'redrive' | 'abandon';
      /** The filters of jobs. `ids` is the number of ids that were given. */
      jobs?: Record<string, unknown>;
      input?: Record<string, unknown>;
      canary?: number;
      maxFailures?: number;
      concurrency: number;
      /** The number of channels or jobs. */
      total: number;
      /** How many channels were live when the plan was made. Absent, with `calls`, if jobs are steered. */
      live?: number;
      /** The calls of IVS that the plan foresees. */
      calls?: Record<string, number>;
      /**
       * The time that the rest takes, by the quotas of IVS; absent once the operation has ended, and if jobs are
       * steered. Pauses are not part of it.
       */
      etaSeconds?: number;
      /** The channels that wait for the natural end of a stream, which the estimate leaves out. */
      awaitingEnd?: number;
      progress: {
        begun: number;
        /** The channels or jobs with a result. */
        done: number;
        succeeded: number;
        /** Those for which nothing had to be done. */
        skipped: number;
        failed: number;
      };
      /** Why it is paused: for a judgement on the canary, because of failures, or by order. */
      pausedFor?: 'canary' | 'failures' | 'order';
      pausedSince?: string;
      /** When it goes on by itself after the canary. */
      continuesAt?: string;
      jobId: string;
      /** A second person approves it after it is applied, with `approveJob`. */
      needsApproval?: true;
      requestedBy: string;
      reason?: string;
      createdAt: string;
      appliedAt?: string;
      finishedAt?: string;
      /** The operation whose failed channels this one does. */
      redriveOf?: string;
      /** The operation that does the failed channels of this one. */
      redrivenBy?: string;
    };
    OperationPlan: {
      /** The first hundred channels, in their order. Absent if jobs are steered. */
      channels?: {
        channelArn: string;
        name?: string;
        isLive: boolean;
      }[];
      /** The first hundred jobs, the oldest first. Absent if the work is on channels. */
      jobs?: {
        jobId: string;
        workflow: string;
        subject: string;
        channelArn?: string;
        status: string;
        ending?: string;
        createdAt: string;
      }[];
      /** How many jobs there are of each workflow. */
      workflows?: Record<string, number>;
      /**
       * How many channels were not found in what is known, belong to another deployment, or are locked by a job and
       * have to wait for it. How many jobs are not steered: `unknown`: there is no such job; `ended`, `notEnded`: it
       * cannot be steered so now; `pastPointOfNoReturn`: it can no longer be cancelled; `asked`: it has been asked to
       * stop already; `redriven`: it has been redriven already; `outdated`: a later job is the last one on its
       * subject; `byItsOwnRoute`: its parent, or the route of its subject, redrives it; `needsApproval`: a second
       * person has to approve the work; `unknownWorkflow`: this deployment does not know the workflow.
       */
      refused: {
        notManaged?: number;
        locked?: number;
        unknown?: number;
        needsApproval?: number;
        ended?: number;
        notEnded?: number;
        pastPointOfNoReturn?: number;
        byItsOwnRoute?: number;
        unknownWorkflow?: number;
        asked?: number;
        redriven?: number;
        outdated?: number;
      };
      /** The first hundred of them. */
      refusals: {
        channelArn?: string;
        /** The job that is not steered. */
        jobId?: string;
        reason: 
          | 'notManaged'
          | 'locked'
          | 'unknown'
          | 'needsApproval'
          | 'ended'
          | 'notEnded'
          | 'pastPointOfNoReturn'
          | 'byItsOwnRoute'
          | 'unknownWorkflow'
          | 'asked'
          | 'redriven'
          | 'outdated';
        message?: string;
        /** The job that locks the channel. */
        job?: string;
      }[];
    };
    OperationResult: {
      /** Absent for a steered job that is not about a channel. */
      channelArn?: string;
      /** The job that is steered. */
      steeredJobId?: string;
      /**
       * `pending`: not begun; `open`: under way. The others are endings of the child job, or of the job that redrives
       * the steered one. A job that was cancelled or abandoned has `succeeded`.
       */
      outcome: 
        | 'detached'
        | 'notAttached'
        | 'notFound'
        | 'stillLive'
        | 'failed'
        | 'cancelled'
        | 'superseded'
        | 'notBegun'
        | 'succeeded'
        | 'skipped'
        | 'locked'
        | 'notLive'
        | 'live'
        | 'suspended'
        | 'notSuspended'
        | 'hasStreamKey'
        | 'inUse'
        | 'creationFailed'
        | 'outcomeUnknown'
        | 'protected'
        | 'pending'
        | 'open';
      /** How the outcome counts; absent for an item that has none. */
      counts?: 'succeeded' | 'skipped' | 'failed';
      /** The child job, or the job that redrives the steered one. */
      jobId?: string;
      message?: string;
    };
    PlannedStep: {
      step: string;
      /** The action of the step; absent for a step that waits or ends. */
      does?: string;
      /** The event or time that the step waits for. */
      waits?: string;
      /** The ending of the job, if the step ends it. */
      final?: string;
      /** The next step, by outcome. */
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
    Policy: {
      name: string;
      selection: Record<string, unknown>;
      streamKeyMaxAge?: string;
      rotation?: Record<string, unknown>;
      streamMaxLength?: string;
      warnBefore?: string;
      suspendAfterBreaches?: string;
      keepRecordings?: string;
      updatedBy: string;
      updatedAt: string;
    };
    PolicyStreamKey: {
      channelArn: string;
      /** When the rotation begins to be tried. */
      plannedFor: string;
      /** When the key becomes older than the policy allows. */
      tooOldFrom: string;
      /**
       * `deferred`: the channel was live at the last look. `failed`: the last rotation failed, and the next look
       * starts another one. `underWay`: a job is at it. `waiting`: for its time, or for the next look.
       */
      state: 'waiting' | 'deferred' | 'underWay' | 'failed';
      deferrals: number;
      deferredAt?: string;
      jobId?: string;
    };
    Problem: {
      /** The type of the problem: a relative reference that does not change. */
      type: string;
      title: string;
      status: number;
      /** An explanation of this occurrence, for people. */
      detail: string;
      /** The path of the request. */
      instance: string;
      requestId: string;
      /** On `invalid-request`: every field with the rule that it breaks. */
      errors?: {
        field: string;
        rule: string;
      }[];
      /** If IVS refused: its error name, the operation, and the request id by which AWS finds the call. */
      ivs?: {
        error: string;
        operation?: string;
        requestId: string;
      };
      /** The id of the job that the problem is about. */
      jobId?: string;
      /** The address of that job. */
      job?: string;
      /** On `in-use`: the ARNs of the channels that refer to the resource, a hundred at most. */
      channels?: string[];
      /** The things that the job took and could not give back. */
      left?: string[];
      /** On `missing-scope`: the scope that is needed. */
      scope?: string;
      /** On `protected`: the key of the tag that protects. */
      tag?: string;
      /** On `viewer-banned`: the end of the ban. */
      until?: string;
      /** On `unauthenticated` and `missing-scope`: the error code of RFC 6750. */
      error?: string;
    };
    QuotaUse: {
      operation: string;
      /** The calls a second that IVS allows in this region. */
      rate: number;
      /** The share of the rate that jobs may use now, from 0 to 1. A 429 of IVS lowers it. */
      share: number;
      /**
       * When the next call of a job may be made. A time in the past means that nothing waits; a time ahead is the
       * length of the queue.
       */
      nextSlotAt?: string;
      /** The same for emergencies, which have first claim on the whole rate. */
      nextEmergencySlotAt?: string;
      /** When IVS last answered 429. */
      throttledAt?: string;
    };
    RateLimit: {
      operation: string;
      /** The calls a second that IVS allows in this region. */
      perSecond: number;
      /** The share of them that jobs may use now, from 0 to 1. */
      share: number;
      /**
       * The calls a second of jobs in about the last minute, and what is left of `perSecond`. It is absent until a
       * minute has been measured.
       */
      now?: {
        used: number;
        headroom: number;
      };
      /**
       * The calls of jobs in the last hour, the 429s of IVS, the calls a second in the busiest minute, and what that
       * minute left of `perSecond`.
       */
      lastHour?: {
        calls: number;
        throttled: number;
        most: number;
        headroom: number;
      };
    };
    Reaction: {
      name: string;
      when: {
        pattern?: Record<string, unknown>;
        streamLiveFor?: string;
        everyWhileLive?: string;
        selection?: Record<string, unknown>;
        repeated?: string;
      };
      then: {
        workflow: string;
        input: Record<string, unknown>;
      };
      mode: 'off' | 'shadow' | 'on';
      atMost?: string;
      /** Every deployment has it. It is `off` until it is written; to delete it switches it off. */
      builtIn?: true;
      description?: string;
      /** Absent for a built-in reaction that nobody has written. */
      updatedBy?: string;
      updatedAt?: string;
    };
    ReactionDecision: {
      /**
       * The id of the event, as the journal has it. For a reaction to time: the id of the stream, then `#n` at the nth
       * moment of a cadence.
       */
      eventId: string;
      /** `Live Stream` for a reaction to time. */
      eventType: string;
      channelId: string;
      at: string;
      /**
       * `wouldStart` in shadow. `starting`: the job is being started. `locked`: another job had the channel.
       * `loopStopped`: four reactions had led to the event. `missed`: a moment of a cadence had long passed. A
       * reaction with `streamLiveFor` tries again every minute while it is `locked` or `rateLimited`.
       */
      decision: 'starting' | 'started' | 'wouldStart' | 'rateLimited' | 'loopStopped' | 'locked' | 'missed';
      /** How many reactions led to the event. */
      depth: number;
    };
    Readiness: {
      status: 'ready' | 'notReady';
      parts: {
        /**
         * `table`: the table answers. `sweep`: a sweep has succeeded within five minutes. `events`: after the announced
         * end of a job, an event has arrived. `ivs`: IVS answers.
         */
        name: 'table' | 'sweep' | 'events' | 'ivs';
        status: 'ok' | 'failing' | 'notChecked';
        /** The reason, if the part is not well. */
        detail?: string;
        /**
         * When the part last showed that it works: the last sweep, the last event (to the minute), the last answer of
         * IVS.
         */
        at?: string;
      }[];
    };
    RecordedRendition: {
      /** The key of its playlist in the bucket. */
      playlist: string;
      width?: number;
      height?: number;
    };
    RecordedSession: {
      streamId: string;
      startTime?: string;
      /** Absent while the stream is live. */
      endTime?: string;
      /** IVS reported no end. A later comparison with the live streams found that it had ended. */
      endUnreported?: true;
      /** How often the ingest ran short of data. */
      starvations: number;
      limitBreaches: number;
      /** The encoder as IVS reported it when the stream ended. */
      ingest?: Record<string, unknown>;
      events: {
        type: string;
        name: string;
        at: string;
      }[];
    };
    RecordedSessionSummary: {
      streamId: string;
      startTime?: string;
      /** Absent while the stream is live. */
      endTime?: string;
      /** IVS reported no end. A later comparison with the live streams found that it had ended. */
      endUnreported?: true;
      /** How often the ingest ran short of data. */
      starvations: number;
      limitBreaches: number;
    };
    Recording: {
      id: string;
      channelArn: string;
      /**
       * `recording` until IVS reports its end. `endUnreported`: IVS never did, and the channel has been without a
       * stream for a quarter of an hour.
       */
      state: 'recording' | 'ended' | 'failed' | 'endUnreported';
      bucketName?: string;
      /** The place of its objects in the bucket. */
      prefix?: string;
      /** The streams merged into it. */
      streamIds: string[];
      startedAt?: string;
      endedAt?: string;
      durationSeconds?: number;
      failureReason?: string;
      /** The key of the multivariant playlist in the bucket. */
      playlist?: string;
      /**
       * The renditions, as the metadata file of IVS has them. They and `playlist` are absent where the deployment may
       * not read the bucket.
       */
      renditions?: Components['schemas']['RecordedRendition'][];
      /** For how many days the objects are kept; absent until all of them have the tag. */
      keepDays?: number;
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
    ResourceLimit: {
      /** `channels` is absent until all have been listed once, `concurrentStreams` while IVS does not answer. */
      name: 'channels' | 'concurrentStreams';
      used: number;
      /** The quota of an account that has asked for no other. IVS does not tell the own one. */
      defaultQuota: number;
      /** `defaultQuota` less `used`, and 0 at least. */
      headroom: number;
      /** When it was counted. */
      asOf: string;
    };
    Selection: {
      /** Channels with all of these tags. */
      tags?: Record<string, string>;
      /** Channels with such a name; `*` stands for any text. */
      name?: string;
      /** These channels, by id. */
      ids?: string[];
      /** Channels in this state, as `GET /v1/channels?is=` lists them; `idle`: not live. */
      is?: 'live' | 'idle' | 'suspended' | 'keyless' | 'overdue' | 'unhealthy';
      /** Channels whose stream key is older than this ISO 8601 duration. A key of unknown age is not. */
      keyOlderThan?: string;
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
      /** Whether the channel is known to be dark; only in the list. */
      isDark?: boolean;
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
    ViewerBan: {
      channelArn: string;
      viewerId: string;
      bannedAt: string;
      until: string;
      bannedBy: string;
      reason?: string;
      jobId: string;
      /**
       * Sessions up to and including this `aws:viewer-session-version` are revoked at IVS. A token that is to play
       * after the ban needs a higher one.
       */
      viewerSessionVersionsLessThanOrEqualTo: number;
    };
    ViewerBatch: {
      /** The job that revokes the pairs. */
      jobId: string;
      /** The number of pairs that have been added. */
      total: number;
      /** No pair can be added, and the job ends with the last one. */
      closed: boolean;
      /** The job sends no pair until it is resumed. */
      paused: boolean;
    };
    ViewerSessionResult: {
      channelArn: string;
      viewerId: string;
      viewerSessionVersionsLessThanOrEqualTo: number;
      /** `pending`: the pair has not been sent yet. */
      outcome: 'revoked' | 'failed' | 'pending';
      /** The error code of IVS, if the revocation failed. */
      code?: string;
      message?: string;
    };
    ViewerSessionRevocation: {
      viewerSessions: {
        /** The ARN of the channel, in place of `channelId`. */
        channelArn?: string;
        /** The channel that the viewer watches. */
        channelId?: string;
        /** The claim `aws:viewer-id` of the playback token. */
        viewerId: string;
        /**
         * Sessions up to and including this `aws:viewer-session-version` are revoked; a token with a higher version
         * still plays.
         */
        viewerSessionVersionsLessThanOrEqualTo?: number;
      }[];
      /** The version for all pairs that do not name their own. */
      viewerSessionVersionsLessThanOrEqualTo?: number;
    };
    Warning: {
      field: string;
      message: string;
    };
  };
  responses: {
    'AccountNotVerified403': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/account-not-verified';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'AccountNotVerifiedOrMissingScope403': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/account-not-verified' | '/problems/missing-scope';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'AccountNotVerifiedOrMissingScopeOrViewerBanned403': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/account-not-verified' | '/problems/missing-scope' | '/problems/viewer-banned';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'AwsUnavailableOrIvsUnavailable503': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/aws-unavailable' | '/problems/ivs-unavailable';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'AwsUnavailableOrIvsUnavailableOrPlaybackKeyUnavailableOrTokenKeysUnavailable503': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: 
            | '/problems/aws-unavailable'
            | '/problems/ivs-unavailable'
            | '/problems/playback-key-unavailable'
            | '/problems/token-keys-unavailable';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'AwsUnavailableOrIvsUnavailableOrTokenKeysUnavailable503': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/aws-unavailable' | '/problems/ivs-unavailable' | '/problems/token-keys-unavailable';
        };
        'application/json': Components['schemas']['GatewayMessage'];
      };
    };
    'AwsUnavailableOrTokenKeysUnavailable503': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/aws-unavailable' | '/problems/token-keys-unavailable';
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
    'CannotBeRedrivenOrRequestUnderWay409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/cannot-be-redriven' | '/problems/request-under-way';
        };
      };
    };
    'ChannelLiveOrConflictOrJobCancelledOrJobConflictOrProtected409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: 
            | '/problems/channel-live'
            | '/problems/conflict'
            | '/problems/job-cancelled'
            | '/problems/job-conflict'
            | '/problems/protected';
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
    'ChannelSuspendedOrConflictOrJobCancelledOrJobConflictOrProtected409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: 
            | '/problems/channel-suspended'
            | '/problems/conflict'
            | '/problems/job-cancelled'
            | '/problems/job-conflict'
            | '/problems/protected';
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
    'ConflictOrJobCancelledOrJobConflictOrProtected409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/conflict' | '/problems/job-cancelled' | '/problems/job-conflict' | '/problems/protected';
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
    'ConflictOrOperationStateOrRequestUnderWay409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/conflict' | '/problems/operation-state' | '/problems/request-under-way';
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
    'MissingScopeOrSecondPersonNeeded403': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/missing-scope' | '/problems/second-person-needed';
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
    'OperationStateOrRequestUnderWay409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/operation-state' | '/problems/request-under-way';
        };
      };
    };
    'PreconditionFailed412': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/precondition-failed';
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
    'RedriveFailed502': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/redrive-failed';
        };
      };
    };
    'RequestUnderWay409': {
      headers: Record<string, unknown>;
      content: {
        'application/problem+json': Components['schemas']['Problem'] & {
          type?: '/problems/request-under-way';
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
