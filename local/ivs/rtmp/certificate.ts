import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dateAt, systemClock } from '../../clock.ts';
import { createRandom } from '../../random.ts';

/** A certificate with its private key, both as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAYS = 3_650;
/** The numbers of the kinds of alternative names (RFC 5280, GeneralName). */
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/**
 * Returns a certificate for 127.0.0.1 and localhost, signed by itself. It is made at the first
 * start and kept in the folder, so that encoders and systems that were told to trust it still do.
 * @param folder undefined: the certificate is for this start alone
 */
export async function certificateIn(folder: string | undefined): Promise<Certificate> {
  if (folder === undefined) return made();
  const [certFile, keyFile] = [join(folder, 'rtmps-cert.pem'), join(folder, 'rtmps-key.pem')];
  if (existsSync(certFile) && existsSync(keyFile)) {
    const cert = readFileSync(certFile, 'utf8');
    const isValid = new X509Certificate(cert).validToDate.getTime() > systemClock.now();
    if (isValid) return { cert, key: readFileSync(keyFile, 'utf8') };
  }
  const certificate = await made();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(keyFile, certificate.key, { mode: 0o600 });
  writeFileSync(certFile, certificate.cert);
  return certificate;
}

async function made(): Promise<Certificate> {
  // Only a start with RTMPS needs the library.
  const { default: forge } = await import('node-forge');
  const { publicKey, privateKey: key } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // A leading 01 keeps the number positive.
  certificate.serialNumber = `01${createRandom().uuid().replaceAll('-', '')}`;
  certificate.validity.notBefore = dateAt(systemClock.now());
  certificate.validity.notAfter = dateAt(systemClock.now() + DAYS * 86_400_000);
  const name = [{ name: 'commonName', value: 'ivs-local' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    // A store of trusted certificates takes only those that may sign.
    { name: 'basicConstraints', cA: true },
    {
      name: 'subjectAltName',
      altNames: [
        { type: DNS_NAME, value: 'localhost' },
        { type: IP_ADDRESS, ip: '127.0.0.1' },
      ],
    },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(key), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key };
}
