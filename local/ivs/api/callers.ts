import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * Endings of names that nobody can register on the internet (RFC 6761, RFC 6762, and `.internal`,
 * which ICANN reserved for private use in 2024).
 */
const PRIVATE = /\.(?:localhost|local|internal|test)$/;

/**
 * Returns whether a page of the internet cannot have this host as its own. A page can make its own
 * name lead to 127.0.0.1 (DNS rebinding), but neither an address nor a name of a private network.
 */
function isOurs(hostname: string, publicHost: string): boolean {
  const name = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  return isIP(name) !== 0 || !name.includes('.') || PRIVATE.test(name) || hostname === publicHost;
}

/** Returns the host of a Host header; undefined when it is not a host. */
const hostnameOf = (host: string): string | undefined =>
  URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined;

/**
 * Returns a function that says why a request may not be answered; undefined when it may. Nobody
 * signs in to ivs-local, so pages of other origins must neither read stream keys nor make changes.
 * Programs other than browsers send no Origin header.
 * @param publicUrl the URL by which ivs-local is reached
 */
export function guardAgainstPages(
  publicUrl: string,
): (headers: IncomingHttpHeaders) => string | undefined {
  const { hostname: publicHost, origin: publicOrigin } = new URL(publicUrl);
  // Nearly all callers use the same host.
  let known: { host: string; ours: boolean } | undefined;
  return ({ host, origin }) => {
    if (host !== undefined && host !== known?.host) {
      const hostname = hostnameOf(host);
      known = { host, ours: hostname !== undefined && isOurs(hostname, publicHost) };
    }
    if (host !== undefined && known?.ours !== true)
      return 'ivs-local answers to no name of the internet; --public-url allows one';
    if (origin === undefined || origin === publicOrigin || origin === `http://${host}`)
      return undefined;
    return 'ivs-local answers to no page of another origin';
  };
}
