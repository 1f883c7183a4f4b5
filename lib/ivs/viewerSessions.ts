import {
  BatchStartViewerSessionRevocationCommand,
  StartViewerSessionRevocationCommand,
  type BatchStartViewerSessionRevocationViewerSession,
} from '@aws-sdk/client-ivs';
import type { Ivs } from './client.ts';

/**
 * A viewer's sessions on a channel, up to and including a version. The version is always stated,
 * never left to IVS's default of 0.
 */
export type ViewerSession = Required<BatchStartViewerSessionRevocationViewerSession> & {
  channelArn: string;
  viewerId: string;
};

/**
 * The number of pairs that IVS accepts in one batch call (IVS API reference,
 * BatchStartViewerSessionRevocation).
 */
export const BATCH_MAX = 20;

/** IVS's error for one pair; `code` is an HTTP status as text, or an error's name. */
export interface PairError {
  channelArn: string;
  viewerId: string;
  code: string;
  message: string;
}

/**
 * Starts the revocation of up to 20 pairs and returns the pairs that IVS refused. Safe to repeat.
 */
export async function revokeBatch(
  ivs: Ivs,
  viewerSessions: readonly ViewerSession[],
): Promise<PairError[]> {
  const { errors } = await ivs.call(
    'BatchStartViewerSessionRevocation',
    new BatchStartViewerSessionRevocationCommand({ viewerSessions: [...viewerSessions] }),
  );
  return (errors ?? []).map(
    ({ channelArn = '', viewerId = '', code = 'unknown', message = '' }) => ({
      channelArn,
      viewerId,
      code,
      message,
    }),
  );
}

/**
 * Starts the revocation of one pair. Safe to repeat.
 * @throws IvsRefusal
 */
export async function revokeOne(ivs: Ivs, viewerSession: ViewerSession): Promise<void> {
  await ivs.call(
    'StartViewerSessionRevocation',
    new StartViewerSessionRevocationCommand({ ...viewerSession }),
  );
}
