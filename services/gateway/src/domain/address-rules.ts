import { WetreadError } from '@wetread/contracts';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];
export type WebhookProtocol = 'http:' | 'https:';

/** Public by number, and yet the host's own service at a cloud: Azure's wire server. */
const metadataAddresses = new Set(['168.63.129.16']);

/**
 * Where webhooks may go: public addresses by https, and whatever lies in a range that the configuration allows, by http
 * too. Receivers are named by customers, so everything else would let them reach into our own network.
 */
export class AddressRules {
  readonly #allowed: readonly Range[];

  /** @param ranges CIDR, e.g. `10.0.0.0/8` or `fd00::/8`. @throws WetreadError config_invalid */
  constructor(ranges: readonly string[]) {
    this.#allowed = ranges.map(parseRange);
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
    else if (url.protocol === 'http:' && this.#allowed.length === 0) throw refused('plain http is not allowed');
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
    if (kind !== 'unicast') throw refused(`it is ${kind}`);
    if (protocol === 'http:') throw refused('plain http is not allowed');
  }
}

function parseRange(text: string): Range {
  try {
    return ipaddr.parseCIDR(text);
  } catch (cause) {
    throw new WetreadError('config_invalid', `WEBHOOK_ALLOWED_RANGES: "${text}" is not a CIDR range.`, { cause });
  }
}

const contains = ([base, bits]: Range, address: Address): boolean =>
  base.kind() === address.kind() && (address as ipaddr.IPv4).match(base as ipaddr.IPv4, bits);

function kindOf(address: Address): string {
  if (metadataAddresses.has(address.toString())) return 'a metadata service';
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
  new WetreadError('address_refused', `The address of the webhook receiver is refused: ${reason}.`);
