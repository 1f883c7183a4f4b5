import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Log } from '../log.ts';
import type { Span } from './jobSpans.ts';

/** How long a collector may take, in ms. */
const SEND_MS_MAX = 10_000;

/**
 * Sends spans to a collector, as OTLP over HTTP in JSON, in one attempt. Spans that the collector
 * takes in part are reported in the log, as OTLP asks for no repeat of them.
 * @param url such as `http://localhost:4318/v1/traces`
 * @param msMax how long the collector may take at most, in ms
 * @throws Error when the collector does not answer in time, or refuses the spans; it tells nothing
 * of what was sent or answered
 */
export async function sendSpans(
  { url, msMax, log }: { url: string; msMax: number; log: Log },
  spans: readonly Span[],
): Promise<void> {
  const body = JsonTraceSerializer.serializeRequest([...spans]);
  if (!body) throw new Error('The spans cannot be written as OTLP.');
  const text = await posted(url, body, Math.min(SEND_MS_MAX, msMax));
  const rejected = rejectedIn(text);
  if (rejected > 0) log.warn('The collector has dropped spans', { rejected, sent: spans.length });
}

/** Returns the answer, which is read whole within the same time. */
async function posted(url: string, body: Uint8Array, msMax: number): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(msMax);
  let status: number;
  let text: string;
  try {
    const answer = await fetch(url, { method: 'POST', headers, body: Buffer.from(body), signal });
    status = answer.status;
    text = await answer.text();
  } catch (error) {
    throw new Error(`The collector does not answer within ${msMax} ms.`, { cause: error });
  }
  if (status < 200 || status > 299) throw new Error(`The collector has answered ${status}.`);
  return text;
}

/** Returns the number of spans that the collector has dropped, by its answer. */
function rejectedIn(text: string): number {
  try {
    const { partialSuccess } = JSON.parse(text) as {
      partialSuccess?: { rejectedSpans?: number | string };
    };
    return Number(partialSuccess?.rejectedSpans ?? 0);
  } catch (error) {
    // An empty answer stands for full success.
    if (error instanceof SyntaxError) return 0;
    throw error;
  }
}
