/** What a person asks about: a host, an address, or a host at an address. */
import { parseAddress, whyNoAddress } from '../background/classify/network/address.ts';

export interface Query {
  /** As it was given. */
  text: string;
  /** Lower case, in ASCII (punycode), no trailing dot; null where only an address was asked for. */
  host: string | null;
  /** Canonical; null where none was asked for, or it cannot be told which one is meant. */
  ip: string | null;
  /** Why it cannot be told which address is meant, else null. */
  doubt: string | null;
  /** The URL where one was given: its shape may tell the software that runs there. */
  url: string | null;
}

/** What is neither; a clause that says why. */
export interface NoQuery {
  text: string;
  wrong: string;
}

/**
 * Reads `HOST`, `IP` or `HOST=IP`. Never throws.
 *
 * - A URL (`https://…`, `wss://…`, also `turn:…` and `stun:…`) and a port stand for their host.
 * - IPv6 with or without brackets and zone id; IPv4 inside IPv6 as `parseAddress` reads it.
 * - Hosts in any script, in any case, with a trailing dot (UTS 46, as browsers read them).
 * - IPv4 in a notation that programs read differently (`0x7f.1`, `010.0.0.1`, `2130706433`) is in doubt: an answer
 *   about one of the readings could be about another machine.
 */
export function readQuery(given: string): Query | NoQuery {
  const text = given.trim();
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(text) || /^(?:stun|turn)s?:/i.test(text) ? text : null;
  if (url !== null) return joined(given, readEndpoint(authorityOf(url)), null, url);
  const equals = text.indexOf('=');
  const path = text.search(/[/?#\\]/);
  if (equals < 0 || (path >= 0 && path < equals)) return joined(given, readEndpoint(text), null, null);
  const host = readEndpoint(text.slice(0, equals));
  if (!('wrong' in host) && host.host === null) return { text: given, wrong: 'only a host can be given an address' };
  const address = readEndpoint(text.slice(equals + 1));
  if (!('wrong' in address) && address.host !== null)
    return { text: given, wrong: 'what follows "=" is no IP address' };
  return joined(given, host, address, null);
}

type Endpoint = Pick<Query, 'host' | 'ip' | 'doubt'> | { wrong: string };

function joined(text: string, host: Endpoint, address: Endpoint | null, url: string | null): Query | NoQuery {
  if ('wrong' in host) return { text, wrong: host.wrong };
  if (address === null) return { text, ...host, url };
  if ('wrong' in address) return { text, wrong: address.wrong };
  return { text, host: host.host, ip: address.ip, doubt: address.doubt, url };
}

/** Without scheme, user name, path. */
function authorityOf(url: string): string {
  const rest = url.replace(/^[a-z][a-z\d+.-]*:(?:\/\/)?/i, '');
  const authority = rest.slice(0, (/[/?#\\]/.exec(rest) ?? { index: rest.length }).index);
  return authority.slice(authority.lastIndexOf('@') + 1);
}

/** A host or an address, with or without a port. */
function readEndpoint(text: string): Endpoint {
  const bracketed = /^(\[[^\]]*\])(?::\d{1,5})?$/.exec(text)?.[1];
  const name = bracketed ?? /^([^:]*):\d{0,5}$/.exec(text)?.[1] ?? text;
  const address = parseAddress(name);
  if (address) return { host: null, ip: address.text, doubt: null };
  const why = whyNoAddress(name);
  // Browsers read the odd notations too (WHATWG URL, "IPv4 parser"), so these do name an address; which one is unclear.
  if (why !== 'not an IP address') return isOdd(name) ? { host: null, ip: null, doubt: why } : { wrong: why };
  return readHost(name);
}

function isOdd(name: string): boolean {
  return !name.includes(':') && URL.canParse(`http://${name}`);
}

const label = /^[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?$/;

function readHost(text: string): Endpoint {
  const [name = ''] = text.split(/[/?#\\]/, 1);
  if (parseAddress(name)) return { wrong: 'a range or a path, not an address' };
  // Browsers drop some of these and decode others; nobody writes them in a host.
  if (/[\s@%:|]/.test(name) || !URL.canParse(`http://${name}`)) return { wrong: 'not a valid host name' };
  const host = new URL(`http://${name}`).hostname.replace(/\.$/, '');
  if (parseAddress(host)) return { host: null, ip: null, doubt: 'IPv4 address in unusual characters: ambiguous' };
  if (host.length > 253 || !host.split('.').every((part) => label.test(part)))
    return { wrong: 'not a valid host name' };
  return { host, ip: null, doubt: null };
}
