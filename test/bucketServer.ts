import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An S3 endpoint on this machine, with the requests that recordings need. */
export interface BucketServer {
  readonly url: string;
  close(): Promise<void>;
}

interface Stored {
  body: string;
  /** The tag set as it was sent. */
  tags: string;
}

const NO_TAGS = '<TagSet></TagSet>';

async function bodyOf(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8');
  let body = '';
  for await (const part of request) body += String(part);
  return body;
}

/**
 * Starts an S3 endpoint whose buckets all exist. It pages as S3 does (API reference,
 * ListObjectsV2): keys in the order of their bytes, after `start-after`.
 */
export async function startBuckets(): Promise<BucketServer> {
  const objects = new Map<string, Stored>();
  const list = (bucket: string, query: URLSearchParams): string => {
    const [after, max] = [query.get('start-after') ?? '', Number(query.get('max-keys') ?? 1_000)];
    const keys = [...objects.keys()]
      .filter((path) => path.startsWith(`${bucket}/${query.get('prefix') ?? ''}`))
      .map((path) => path.slice(bucket.length + 1))
      .filter((key) => key > after)
      .toSorted();
    const page = keys.slice(0, max).map((key) => `<Contents><Key>${key}</Key></Contents>`);
    const isMore = keys.length > max;
    return `<ListBucketResult><IsTruncated>${isMore}</IsTruncated>${page.join('')}</ListBucketResult>`;
  };
  const answer = (method: string, url: URL, body: string): [status: number, text: string] => {
    const path = decodeURIComponent(url.pathname).slice(1);
    const isTagging = url.searchParams.has('tagging');
    const stored = objects.get(path);
    if (method === 'PUT' && !isTagging) {
      objects.set(path, { body, tags: NO_TAGS });
      return [200, ''];
    }
    const [bucket = '', ...key] = path.split('/');
    if (key.join('/') === '') return [200, list(bucket, url.searchParams)];
    if (!stored) return [404, '<Error><Code>NoSuchKey</Code><Message>No key.</Message></Error>'];
    if (!isTagging) return [200, stored.body];
    if (method === 'GET') return [200, `<Tagging>${stored.tags}</Tagging>`];
    stored.tags = /<TagSet>.*<\/TagSet>/s.exec(body)?.[0] ?? NO_TAGS;
    return [200, ''];
  };
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const [status, text] = answer(request.method ?? '', url, await bodyOf(request));
      response.writeHead(status, { 'content-type': 'application/xml' }).end(text);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
