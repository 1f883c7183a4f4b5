import { generateKeyPairSync } from 'node:crypto';
import * as ivs from '@aws-sdk/client-ivs';
import { onTestFinished } from 'vitest';
import { VirtualClock } from '../../../../local/clock.ts';
import type { OperationName } from '../../../../local/ivs/protocol/model.ts';
import { startIvsLocal, type IvsLocal } from '../../../../local/ivs/server.ts';
import type { Settings } from '../../../../local/ivs/state/settings.ts';
import { clientOf, pass } from '../setting.ts';

/**
 * Whether the suite runs against real IVS, with the credentials and the region of the environment.
 */
export const REMOTE = process.env['REMOTE'] === '1';

/**
 * The controls that only the simulator has: encoders without video, a clock that can be moved,
 * faults.
 */
export interface Control {
  ivs: IvsLocal;
  clock: VirtualClock;
}

type Output = Record<string, unknown>;

/**
 * The IVS under test: the simulator or the real one. On the real one, resources made through it are
 * deleted when the test ends.
 */
export interface Bench {
  client: ivs.IvsClient;
  control?: Control;
  /** @throws IvsServiceException */
  call(name: OperationName, input: object): Promise<Output>;
  /**
   * Makes the same call, but with `body` in place of the JSON that the SDK would send. The request
   * is signed as usual.
   */
  callWithBody(name: OperationName, input: object, body: string): Promise<Output>;
}

export async function aBench(settings: Partial<Settings> = {}): Promise<Bench> {
  const control = REMOTE ? undefined : await simulator(settings);
  const client = control
    ? clientOf(control.ivs.url)
    : new ivs.IvsClient({ maxAttempts: 10, retryMode: 'adaptive' });
  const made: string[] = [];
  const send = async (name: OperationName, input: object, body?: string): Promise<Output> => {
    const output = (await client.send(commandOf(name, input, body))) as unknown as Output;
    made.push(...arnsMade(name, output));
    return output;
  };
  onTestFinished(
    async () => {
      if (REMOTE) for (const arn of made.toReversed()) await remove(send, arn);
      client.destroy();
      await control?.ivs.close();
    },
    REMOTE ? 120_000 : undefined,
  );
  return {
    client,
    ...(control && { control }),
    call: (name, input) => send(name, input),
    callWithBody: send,
  };
}

async function simulator(settings: Partial<Settings>): Promise<Control> {
  const clock = new VirtualClock();
  return {
    clock,
    ivs: await startIvsLocal({ clock, settings: { throttling: false, ...settings } }),
  };
}

type Command = ivs.GetChannelCommand;

/** Returns the SDK command for an operation. */
function commandOf(name: OperationName, input: object, body?: string): Command {
  const Class = (ivs as unknown as Record<string, new (input: object) => Command>)[
    `${name}Command`
  ];
  if (!Class) throw new Error(`the SDK has no ${name}Command`);
  const command = new Class(input);
  if (body !== undefined) {
    // The body is replaced before its length is counted and the request is signed.
    command.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: string }).body = body;
        return next(args);
      },
      { step: 'build', priority: 'high', name: 'bodyOfTheTest' },
    );
  }
  return command;
}

function arnsMade(name: OperationName, output: Output): string[] {
  if (!/^(?:Create|Import)/.test(name) || name === 'CreateStreamKey') return [];
  return Object.entries(output).flatMap(([member, value]) =>
    member !== 'streamKey' && value && typeof value === 'object' && 'arn' in value
      ? [String(value.arn)]
      : [],
  );
}

const DELETIONS: Record<string, OperationName> = {
  channel: 'DeleteChannel',
  'recording-configuration': 'DeleteRecordingConfiguration',
  'playback-key': 'DeletePlaybackKeyPair',
  'playback-restriction-policy': 'DeletePlaybackRestrictionPolicy',
  'ad-configuration': 'DeleteAdConfiguration',
};

/**
 * Deletes a resource. Retries while the resource is still being created or is in use by the next
 * one to be deleted.
 */
async function remove(send: Bench['call'], arn: string, tries = 10): Promise<void> {
  const operation = DELETIONS[arn.split(/[:/]/)[5] ?? ''];
  try {
    if (operation) await send(operation, { arn });
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'ResourceNotFoundException') return;
    if (name !== 'ConflictException' || tries === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await remove(send, arn, tries - 1);
  }
}

/** Returns the ARN that a call made or found, for example `arnOf(output, 'channel')`. */
export function arnOf(output: Output, member: string): string {
  const resource = output[member];
  if (!resource || typeof resource !== 'object' || !('arn' in resource))
    throw new Error(`the answer has no ${member} with an ARN`);
  return String(resource.arn);
}

export const aPublicKey = (namedCurve = 'secp384r1'): string =>
  generateKeyPairSync('ec', { namedCurve })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString();

export const aPrivateKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

/** Returns the ARN of a new channel that is live with a simulated encoder. */
export async function aLiveChannel(bench: Bench, input: object = {}): Promise<string> {
  simulatorFor(bench, 'it needs an encoder');
  const channelArn = arnOf(await bench.call('CreateChannel', input), 'channel');
  goLive(bench, channelArn);
  await wait(bench, 7_000);
  return channelArn;
}

export function goLive(bench: Bench, channelArn: string): void {
  simulatorFor(bench, 'it needs an encoder').ivs.connectEncoder({ channelArn });
}

/** Lets time pass: at once on the simulator, in real time on real IVS. */
export async function wait({ control }: Bench, ms: number): Promise<void> {
  if (control) await pass(control.clock, ms);
  else await new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Thrown for something that cannot be done to real IVS. The case is then skipped, with this reason.
 */
export class SimulatorOnly extends Error {}

/**
 * Returns the simulator, for things that only it can do.
 * @throws SimulatorOnly against real IVS, with the reason
 */
export function simulatorFor({ control }: Bench, why: string): Control {
  if (!control) throw new SimulatorOnly(why);
  return control;
}
