import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { chmodSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type PeerCertificate } from 'node:tls';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../../local/clock.ts';
import { startIvsLocal, type IvsLocal, type IvsLocalOptions } from '../../../local/ivs/server.ts';
import { aChannel, aFolder, clientOf } from './setting.ts';

const SETTINGS = { throttling: false, streamStartMs: 100, streamEndMs: 50, sessionEndedMs: 20 };

async function given(
  options: Partial<IvsLocalOptions> = {},
): Promise<{ ivs: IvsLocal; client: ReturnType<typeof clientOf>; printed: () => string }> {
  const spy = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const ivs = await startIvsLocal({
    clock: systemClock,
    rtmpPort: 0,
    rtmpsPort: 0,
    ...options,
    settings: { ...SETTINGS, ...options.settings },
  });
  onTestFinished(async () => {
    await ivs.close();
    spy.mockRestore();
  });
  return { ivs, client: clientOf(ivs.url), printed: () => spy.mock.calls.join('') };
}

/** Pushes a picture from ffmpeg. `ended` resolves with its errors. */
function push(address: string): { ended: Promise<string> } {
  chmodSync(ffmpeg.path, 0o755);
  const source = ['-re', '-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=10'];
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '10', '-pix_fmt', 'yuv420p'];
  const child = spawn(
    ffmpeg.path,
    ['-nostdin', '-loglevel', 'error', ...source, ...codec, '-f', 'flv', address],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  return { ended: new Promise((resolve) => child.once('close', () => resolve(errors))) };
}

/** Returns the certificate of a port, checked against `ca`. */
function certificateAt(port = 0, ca?: string): Promise<{ error: string; peer: PeerCertificate }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ca, rejectUnauthorized: false }, () => {
      resolve({
        error: socket.authorizationError ? String(socket.authorizationError) : '',
        peer: socket.getPeerCertificate(),
      });
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

test('the certificate is kept with the state, or is the one that is given', async () => {
  const stateFolder = await aFolder();
  const first = await given({ stateFolder });
  const cert = await readFile(join(stateFolder, 'rtmps-cert.pem'), 'utf8');
  expect(statSync(join(stateFolder, 'rtmps-key.pem')).mode & 0o777).toBe(0o600);
  const { error, peer } = await certificateAt(first.ivs.rtmpsPort, cert);
  expect(error).toBe('');
  expect(peer.subjectaltname).toBe('DNS:localhost, IP Address:127.0.0.1');
  await first.ivs.close();
  const second = await given({ stateFolder });
  expect((await certificateAt(second.ivs.rtmpsPort)).peer.fingerprint256).toBe(
    new X509Certificate(cert).fingerprint256,
  );
  const key = await readFile(join(stateFolder, 'rtmps-key.pem'), 'utf8');
  const third = await given({ certificate: { cert, key } });
  expect((await certificateAt(third.ivs.rtmpsPort)).peer.fingerprint256).toBe(
    new X509Certificate(cert).fingerprint256,
  );
  // Another start without a folder has a certificate of its own.
  const fourth = await given();
  expect((await certificateAt(fourth.ivs.rtmpsPort)).peer.fingerprint256).not.toBe(
    peer.fingerprint256,
  );
});

test('a client that does not trust the certificate is named once in the log', async () => {
  const { ivs, printed } = await given();
  for (let n = 0; n < 2; n++)
    await new Promise<void>((resolve) => {
      const socket = connect({ port: ivs.rtmpsPort ?? 0, host: '127.0.0.1' });
      socket.once('error', () => resolve());
    });
  await expect.poll(printed).toMatch(/RTMPS ingest found no way to talk/);
  expect(printed().match(/no way to talk/g)).toHaveLength(1);
});

test('an encoder is live over RTMPS; strict ingest refuses RTMP where it is demanded', async () => {
  const { ivs, client, printed } = await given({
    settings: { strictIngest: true, localAddresses: true },
  });
  const secure = await aChannel(client);
  const insecure = await aChannel(client, { insecureIngest: true });
  const rtmp = `rtmp://127.0.0.1:${ivs.rtmpPort}/app`;
  expect(await push(`${rtmp}/${secure.keyValue}`).ended).toContain('The channel takes RTMPS only');
  expect(printed()).toContain(`RTMP without TLS to ${secure.arn} is refused`);
  expect(printed()).not.toContain(secure.keyValue);
  expect(ivs.events()).toEqual([]);
  expect(secure.channel.ingestEndpoint).toBe(`127.0.0.1:${ivs.rtmpsPort}`);
  expect(insecure.channel.ingestEndpoint).toBe(`127.0.0.1:${ivs.rtmpPort}`);
  push(`${rtmp}/${insecure.keyValue}`);
  push(`rtmps://${secure.channel.ingestEndpoint}/app/${secure.keyValue}`);
  await expect.poll(() => ivs.isLive(insecure.arn) && ivs.isLive(secure.arn)).toBe(true);
});

test('otherwise RTMP is accepted everywhere, and the log says once that IVS differs', async () => {
  const { ivs, client, printed } = await given({ rtmpsPort: null });
  for (let n = 0; n < 2; n++) {
    const { arn, keyValue } = await aChannel(client);
    push(`rtmp://127.0.0.1:${ivs.rtmpPort}/app/${keyValue}`);
    await expect.poll(() => ivs.isLive(arn)).toBe(true);
  }
  expect(printed().match(/IVS would refuse it/g)).toHaveLength(1);
});
