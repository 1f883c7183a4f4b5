import { isFields } from './fields.ts';
import type { Fields } from './fields.ts';
import { readJson } from '../../lib/patterns/json.ts';

const entriesMax = 10;
/**
 * The largest total size of the entries of a call, in bytes, since January 2026; 256 KB before:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
const bytesMax = 1024 * 1024;
/** The counted size of a Time in bytes, however it is written. */
const timeBytes = 14;

/** The largest distance from the epoch that a date can hold in either direction, in seconds. */
const secondsMax = 8_640_000_000_000;

/** The error with which PutEvents refuses the whole call. */
export class ValidationException extends Error {}

export interface PutEventsResult {
  FailedEntryCount: number;
  Entries: ({ EventId: string } | { ErrorCode: string; ErrorMessage: string })[];
}

export interface PutEventsPlace {
  account: string;
  region: string;
  newId: () => string;
  /** Returns the ISO time of the given seconds since the epoch, or of now. */
  time: (epochSeconds?: number) => string;
  /** Accepts the text of an event, with the numbers and members of Detail as they were written. */
  accept: (busName: string, event: string) => void;
}

/**
 * Performs PutEvents. Each entry is accepted or refused on its own, with the error codes of
 * EventBridge.
 * @throws ValidationException
 */
export function putEvents(input: unknown, place: PutEventsPlace): PutEventsResult {
  const entries = isFields(input) ? input['Entries'] : undefined;
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > entriesMax) {
    throw new ValidationException(
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member ` +
        `must have length between 1 and ${entriesMax}`,
    );
  }
  if (
    entries.reduce<number>((bytes, entry) => bytes + bytesOf(isFields(entry) ? entry : {}), 0) >
    bytesMax
  ) {
    throw new ValidationException('Total size of the entries in the request is over the limit.');
  }
  const results = entries.map((entry: unknown) => putEntry(isFields(entry) ? entry : {}, place));
  return {
    FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
    Entries: results,
  };
}

/**
 * Returns the size of an entry as EventBridge counts it:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
function bytesOf({ Source, DetailType, Detail, Resources, Time }: Fields): number {
  const texts = [
    Source,
    DetailType,
    Detail,
    ...(Array.isArray(Resources) ? (Resources as unknown[]) : []),
  ];
  const bytes = texts.reduce<number>(
    (sum, text) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0),
    0,
  );
  return bytes + (Time === undefined || Time === null ? 0 : timeBytes);
}

function putEntry(entry: Fields, place: PutEventsPlace): PutEventsResult['Entries'][number] {
  for (const field of ['Source', 'DetailType', 'Detail'] as const) {
    if (typeof entry[field] !== 'string' || entry[field] === '')
      return invalid(field, `${field} is a required argument.`);
  }
  const { Source, DetailType, Detail, Time, Resources, EventBusName } = entry;
  if (String(Source).startsWith('aws.'))
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: 'Not authorized for the source.',
    };
  const time = timeOf(Time, place);
  if (time === undefined) return invalid('Time', 'Time is not a date.');
  if (!isListOfTexts(Resources ?? []))
    return invalid('Resources', 'Resources is not a list of strings.');
  const detail = String(Detail);
  if (!isObjectText(detail))
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const id = place.newId();
  const envelope = JSON.stringify({
    version: '0',
    id,
    'detail-type': DetailType,
    source: Source,
    account: place.account,
    time,
    region: place.region,
    resources: Resources ?? [],
  });
  place.accept(busNameOf(EventBusName), `${envelope.slice(0, -1)},"detail":${detail}}`);
  return { EventId: id };
}

function invalid(field: string, reason: string): PutEventsResult['Entries'][number] {
  return {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${field} is not valid. Reason: ${reason}`,
  };
}

/** Returns an ISO time; undefined for a value that is not a date. */
function timeOf(seconds: unknown, place: PutEventsPlace): string | undefined {
  if (seconds === undefined || seconds === null) return place.time();
  return typeof seconds === 'number' && Math.abs(seconds) <= secondsMax
    ? place.time(seconds)
    : undefined;
}

const isListOfTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

function busNameOf(nameOrArn: unknown): string {
  if (typeof nameOrArn !== 'string' || nameOrArn === '') return 'default';
  return nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1) : nameOrArn;
}

function isObjectText(text: string): boolean {
  try {
    return readJson(text).kind === 'object';
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
