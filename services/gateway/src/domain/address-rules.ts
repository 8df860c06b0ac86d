import { WetreadError } from '@wetread/contracts';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];
export type WebhookProtocol = 'http:' | 'https:';

const metadata = 'a metadata service';
/** The host's own services at clouds: of AWS, Azure (public by number) and Alibaba. */
const metadataAddresses = new Set(['169.254.169.254', 'fd00:ec2::254', '168.63.129.16', '100.100.100.200']);

/** What an endpoint's own ranges may lie in: private networks and carrier-grade NAT, never loopback or link-local. */
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map((range) =>
  ipaddr.parseCIDR(range),
);

/**
 * Where webhooks may go: public addresses by https, and whatever lies in a range that the configuration allows, by http
 * too. Receivers are named by customers, so everything else would let them reach into our own network.
 */
export class AddressRules {
  readonly #ranges: readonly string[];
  readonly #allowed: readonly Range[];
  /** Opened for one endpoint: never a cloud's metadata service, whatever the range holds. */
  readonly #opened: readonly Range[];

  /**
   * @param ranges of the installation, CIDR, e.g. `10.0.0.0/8` or `fd00::/8`
   * @param opened private ranges for one endpoint
   * @throws WetreadError config_invalid, and invalid_request for an opened range that is not private
   */
  constructor(ranges: readonly string[], opened: readonly string[] = []) {
    this.#ranges = ranges;
    this.#allowed = ranges.map((range) => parseRange(range) ?? noRange(range));
    this.#opened = opened.map((range) => parsePrivate(range) ?? notPrivate(range));
  }

  /** These rules with more ranges, for one endpoint. @throws WetreadError invalid_request where one is not private */
  withPrivate(ranges: readonly string[]): AddressRules {
    return ranges.length === 0 ? this : new AddressRules(this.#ranges, ranges);
  }

  /** The rules that hold before any name is resolved. @throws WetreadError invalid_request, address_refused */
  checkUrl(text: string): URL {
    const url = URL.parse(text);
    if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || !url.hostname) {
      throw new WetreadError('invalid_request', 'A webhook address is an https:// URL.');
    }
    if (url.username || url.password) {
      throw new WetreadError('invalid_request', 'A webhook address must not hold a user name or a password.');
    }
    // URL has turned decimal, octal and hexadecimal hosts into dotted ones by now.
    const host = unbracketed(url.hostname);
    if (ipaddr.isValid(host)) this.checkAddress(host, url.protocol);
    else if (url.protocol === 'http:' && this.#allowed.length + this.#opened.length === 0)
      throw refused('plain http is not allowed');
    url.hash = '';
    return url;
  }

  /** @param address as resolved, at the moment of connecting. @throws WetreadError address_refused */
  checkAddress(address: string, protocol: WebhookProtocol): void {
    const host = unbracketed(address);
    // `process` unwraps IPv4-mapped IPv6, so that ::ffff:127.0.0.1 is judged as 127.0.0.1.
    const parsed = ipaddr.isValid(host) ? ipaddr.process(host) : undefined;
    if (!parsed) throw refused('it is not an IP address');
    if (this.#allowed.some((range) => contains(range, parsed))) return;
    const kind = kindOf(parsed);
    if (kind !== metadata && this.#opened.some((range) => contains(range, parsed))) return;
    if (kind !== 'unicast') throw refused(`it is ${kind}`);
    if (protocol === 'http:') throw refused('plain http is not allowed');
  }
}

function parseRange(text: string): Range | undefined {
  return ipaddr.isValidCIDR(text) ? ipaddr.parseCIDR(text) : undefined;
}

function parsePrivate(text: string): Range | undefined {
  const range = parseRange(text);
  return range && privateRanges.some((outer) => outer[1] <= range[1] && contains(outer, range[0])) ? range : undefined;
}

function noRange(text: string): never {
  throw new WetreadError('config_invalid', `WEBHOOK_ALLOWED_RANGES: "${text}" is not a CIDR range.`);
}

function notPrivate(text: string): never {
  throw new WetreadError('invalid_request', `"${text}" is not a CIDR range of private addresses.`);
}

const contains = ([base, bits]: Range, address: Address): boolean =>
  base.kind() === address.kind() && (address as ipaddr.IPv4).match(base as ipaddr.IPv4, bits);

function kindOf(address: Address): string {
  if (metadataAddresses.has(address.toString())) return metadata;
  if (address.kind() === 'ipv6' && !isGlobalUnicast(address as ipaddr.IPv6)) {
    const kind = address.range();
    return kind === 'unicast' ? 'reserved' : kind;
  }
  return address.range();
}

/** Only 2000::/3 is given out; the rest of IPv6 holds wrapped IPv4 addresses and what is deprecated. */
const isGlobalUnicast = (address: ipaddr.IPv6): boolean => ((address.parts[0] ?? 0) & 0xe000) === 0x2000;

const unbracketed = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

const refused = (reason: string): WetreadError =>
  new WetreadError('address_refused', `The address of the receiver is refused: ${reason}.`);
