import { BlockList, isIP } from 'node:net';
import type { Matcher } from './matchers.ts';

/**
 * The only forms that event-ruler accepts as an address. An IPv6 address that ends in an IPv4
 * address is not among them.
 */
const ADDRESS = /^(?:[\d.]+|[\da-fA-F:]+)$/;

const versionOf = (text: string): number => (ADDRESS.test(text) ? isIP(text) : 0);
const familyOf = (version: number): 'ipv4' | 'ipv6' => (version === 4 ? 'ipv4' : 'ipv6');

/** Returns a matcher for the strings that spell an address of `list`, in any spelling. */
const inList =
  (list: BlockList, version: number): Matcher =>
  (value) => {
    const text = value.slice(1, -1);
    return (
      value.startsWith('"') && versionOf(text) === version && list.check(text, familyOf(version))
    );
  };

/** Returns a matcher for every spelling of an address; undefined when `text` is not an address. */
export function sameAddress(text: string): Matcher | undefined {
  const version = versionOf(text);
  if (version === 0) return undefined;
  const list = new BlockList();
  list.addAddress(text, familyOf(version));
  return inList(list, version);
}

/**
 * Returns a matcher for the addresses of a block such as `10.0.0.0/24`, or a string that says why
 * `text` is not a block.
 */
export function addressesIn(text: string): Matcher | string {
  const [address = '', bits = '', ...others] = text.split('/');
  if (others.length > 0 || !text.includes('/')) return "Malformed CIDR, one '/' required";
  if (!/^\d+$/.test(bits)) return 'Malformed CIDR, mask bits must be an integer';
  const version = versionOf(address);
  if (version === 0) return `Nonstandard IP address: ${address}`;
  const most = version === 4 ? 31 : 127;
  if (Number(bits) > most) return `IPv${version} mask bits must be < ${most + 1}`;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), familyOf(version));
  return inList(list, version);
}
