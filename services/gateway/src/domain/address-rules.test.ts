import { describe, expect, it } from 'vitest';
import { disguisedHosts, forbidden } from '../fixtures/forbidden-addresses.ts';
import { AddressRules } from './address-rules.ts';

const rules = new AddressRules([]);
const refused = expect.objectContaining({ code: 'address_refused' });

describe.each(Object.entries(forbidden))('%s', (_, addresses) => {
  it.each(addresses)('%s is refused when connecting', (address) => {
    expect(() => rules.checkAddress(address, 'https:')).toThrow(refused);
  });

  it.each(addresses)('%s is refused in a URL', (address) => {
    const host = address.includes(':') ? `[${address}]` : address;
    expect(() => rules.checkUrl(`https://${host}/hook`)).toThrow(refused);
  });
});

it.each(disguisedHosts.map((host) => `https://${host}/`))('%s is seen through', (url) => {
  expect(() => rules.checkUrl(url)).toThrow(refused);
});

it.each(['8.8.8.8', '100.63.255.255', '100.128.0.1', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
  '%s is public',
  (address) => {
    expect(() => rules.checkAddress(address, 'https:')).not.toThrow();
    expect(() => rules.checkAddress(address, 'http:')).toThrow(refused);
  },
);

it.each(['', 'localhost', '::g', 'fe80::1%eth0'])('%j is no address to connect to', (address) => {
  expect(() => rules.checkAddress(address, 'https:')).toThrow(refused);
});

it.each([
  'ftp://8.8.8.8/',
  'file:///etc/passwd',
  'example.org',
  'https://',
  'https://user@example.org/',
  'javascript:1',
])('%s is no webhook address', (url) => {
  expect(() => rules.checkUrl(url)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
});

it('names go by https; the fragment, which no receiver sees, is dropped', () => {
  expect(rules.checkUrl('https://hooks.example.org/a?b=1#c').href).toBe('https://hooks.example.org/a?b=1');
  expect(() => rules.checkUrl('http://hooks.example.org/')).toThrow(refused);
});

describe('allowed ranges', () => {
  const inside = new AddressRules(['10.1.0.0/16', 'fd00::/8']);

  it.each(['10.1.2.3', '::ffff:10.1.2.3', 'fd00::1'])('%s may be reached, by http too', (address) => {
    expect(() => inside.checkAddress(address, 'http:')).not.toThrow();
  });

  it.each(['10.2.0.1', '127.0.0.1', 'fc00::1'])('%s may not', (address) => {
    expect(() => inside.checkAddress(address, 'http:')).toThrow(refused);
  });

  it('do not open plain http to the world', () => {
    expect(() => inside.checkAddress('8.8.8.8', 'http:')).toThrow(refused);
  });

  it.each(['10.0.0.0', '10.0.0.0/33', 'office'])('%s is no range', (range) => {
    expect(() => new AddressRules([range])).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });
});

describe('ranges of one endpoint', () => {
  const opened = rules.withPrivate(['10.1.0.0/16', '100.64.0.0/10', 'fd00::/8']);

  it.each(['10.1.2.3', '::ffff:10.1.2.3', '100.64.1.1', 'fd00::1'])('%s may be reached, by http too', (address) => {
    expect(() => opened.checkAddress(address, 'http:')).not.toThrow();
    expect(() => rules.checkAddress(address, 'https:')).toThrow(refused);
  });

  it.each(['10.2.0.1', '127.0.0.1', '169.254.169.254', '100.100.100.200', 'fd00:ec2::254', '64:ff9b::a01:203'])(
    '%s may not, also where a range holds it',
    (address) => {
      expect(() => opened.checkAddress(address, 'https:')).toThrow(refused);
    },
  );

  it('come beside those of the installation', () => {
    const both = new AddressRules(['192.168.7.0/24']).withPrivate(['10.1.0.0/16']);
    for (const address of ['192.168.7.1', '10.1.0.1']) expect(() => both.checkAddress(address, 'http:')).not.toThrow();
  });

  it.each(['127.0.0.0/8', '169.254.0.0/16', '10.0.0.0/7', '0.0.0.0/0', '8.8.8.0/24', '::/0', 'fe80::/64', '10.0.0.1'])(
    '%s is none that may be opened',
    (range) => {
      expect(() => rules.withPrivate([range])).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    },
  );
});
