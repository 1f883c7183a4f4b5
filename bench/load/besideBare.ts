import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { requestOf, requestRate } from './requestRate.ts';
import { median } from '../report/statistics.ts';

/** How fast ivs-local answers a call, beside a bare HTTP server of Node with the same answer. */
export interface BesideBare {
  connections: number;
  perSecond: number;
  barePerSecond: number;
  /** The median of the shares of all rounds. */
  share: number;
}

const CONNECTIONS = 16;
const ROUND_MS = 400;
/** Programs beside this one may slow a few rounds down, hence the second number. */
const ROUNDS = { least: 5, most: 25 } as const;

/** The headers of a call of the AWS SDK, with a signature that has the right form. */
const HEADERS = {
  'content-type': 'application/json',
  'user-agent': 'aws-sdk-js/3.1136.0 ua/2.1 os/linux lang/js md/nodejs api/ivs#3.1136.0',
  'x-amz-date': '20261128T120000Z',
  'x-amz-content-sha256': 'e3'.repeat(32),
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20261128/us-west-2/ivs/aws4_request, ' +
    `SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=${'a1'.repeat(32)}`,
};

/**
 * Measures a call by turns with a bare server that gives the same bytes, so that the other programs
 * of the machine slow both down.
 * @param enough the share that is promised. More rounds are measured while the share is lower.
 */
export async function besideBare(
  url: string,
  operation: string,
  input: object,
  enough: number,
): Promise<BesideBare> {
  const [path, body] = [`/${operation}`, JSON.stringify(input)];
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers: HEADERS, body });
  const own = ['date', 'connection', 'keep-alive'];
  const same = {
    headers: Object.fromEntries([...answer.headers].filter(([name]) => !own.includes(name))),
    body: await answer.text(),
  };
  const bare = spawn(process.execPath, ['bench/load/sameBytes.ts', JSON.stringify(same)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(bare.stdout, 'data')) as [Buffer];
    const rateOf = (server: string): Promise<number> =>
      requestRate(server, requestOf(server, path, HEADERS, body), {
        connections: CONNECTIONS,
        ms: ROUND_MS,
      });
    return await rounds(
      () => rateOf(url),
      () => rateOf(line.toString().trim()),
      enough,
    );
  } finally {
    bare.kill();
  }
}

async function rounds(
  ofIvsLocal: () => Promise<number>,
  ofBare: () => Promise<number>,
  enough: number,
): Promise<BesideBare> {
  // The first round warms both up.
  await ofIvsLocal();
  await ofBare();
  const taken: { rate: number; bare: number }[] = [];
  const share = (): number => median(taken.map(({ rate, bare }) => rate / bare));
  while (taken.length < ROUNDS.least || (taken.length < ROUNDS.most && share() < enough))
    taken.push({ rate: await ofIvsLocal(), bare: await ofBare() });
  return {
    connections: CONNECTIONS,
    perSecond: Math.round(median(taken.map(({ rate }) => rate))),
    barePerSecond: Math.round(median(taken.map(({ bare }) => bare))),
    share: Number(share().toFixed(2)),
  };
}
