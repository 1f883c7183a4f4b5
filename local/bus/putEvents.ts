import type { EventBridgeEvent } from './event.ts';
import { isFields } from './fields.ts';
import type { Fields } from './fields.ts';

const entriesMax = 10;
const bytesMax = 256 * 1024;

/** What PutEvents answers as a whole when it refuses the call. */
export class ValidationException extends Error {}

export interface PutEventsResult {
  FailedEntryCount: number;
  Entries: ({ EventId: string } | { ErrorCode: string; ErrorMessage: string })[];
}

export interface PutEventsPlace {
  account: string;
  region: string;
  newId: () => string;
  /** ISO time of seconds-since-epoch, or of now. */
  time: (epochSeconds?: number) => string;
  accept: (busName: string, event: EventBridgeEvent) => void;
}

/** PutEvents: each entry is accepted or refused by itself, with the codes EventBridge gives. @throws ValidationException */
export function putEvents(input: unknown, place: PutEventsPlace): PutEventsResult {
  const entries = isFields(input) ? input['Entries'] : undefined;
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > entriesMax) {
    throw new ValidationException(
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${entriesMax}`,
    );
  }
  if (entries.reduce<number>((bytes, entry) => bytes + Buffer.byteLength(JSON.stringify(entry)), 0) > bytesMax) {
    throw new ValidationException('Total size of the entries in the request is over the limit.');
  }
  const results = entries.map((entry: unknown) => putEntry(isFields(entry) ? entry : {}, place));
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

function putEntry(entry: Fields, place: PutEventsPlace): PutEventsResult['Entries'][number] {
  for (const field of ['Source', 'DetailType', 'Detail'] as const) {
    if (typeof entry[field] === 'string' && entry[field] !== '') continue;
    return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${field} is not valid. Reason: ${field} is a required argument.` };
  }
  const source = String(entry['Source']);
  if (source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = parseDetail(String(entry['Detail']));
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const event: EventBridgeEvent = {
    version: '0',
    id: place.newId(),
    'detail-type': String(entry['DetailType']),
    source,
    account: place.account,
    time: place.time(typeof entry['Time'] === 'number' ? entry['Time'] : undefined),
    region: place.region,
    resources: Array.isArray(entry['Resources']) ? entry['Resources'].map(String) : [],
    detail,
  };
  place.accept(busNameOf(entry['EventBusName']), event);
  return { EventId: event.id };
}

function busNameOf(nameOrArn: unknown): string {
  if (typeof nameOrArn !== 'string' || nameOrArn === '') return 'default';
  return nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1) : nameOrArn;
}

function parseDetail(text: string): object | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return isFields(detail) ? detail : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
