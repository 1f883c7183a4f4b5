import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Span } from './jobSpans.ts';

/** A collector of OpenTelemetry, which is sent spans as OTLP over HTTP. */
export interface Collector {
  /** @throws Error when the collector does not take the spans, so that the event is tried again */
  send(spans: readonly Span[]): Promise<void>;
}

/** How long the collector may take, with the exporter's own repeats, in ms. */
const SEND_MS_MAX = 10_000;

const collectors = new Map<string, Collector>();

/** Returns the collector at an address, such as `http://localhost:4318/v1/traces`. */
export function collectorAt(url: string): Collector {
  const known = collectors.get(url);
  if (known) return known;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: SEND_MS_MAX });
  const collector: Collector = {
    send: (spans) =>
      new Promise((sent, failed) => {
        exporter.export([...spans], ({ code, error }) =>
          code === ExportResultCode.SUCCESS
            ? sent()
            : failed(error ?? new Error('The spans were not taken.')),
        );
      }),
  };
  collectors.set(url, collector);
  return collector;
}
