import { givingWay } from '../../lib/http/givingWay.ts';
import { edge } from '../../lib/http/handler.ts';
import { playbackTokens } from '../../lib/api/routes.ts';

/** Signs playback tokens. It is the only function whose role may read their private key. */
export const handler = edge(playbackTokens, givingWay);
