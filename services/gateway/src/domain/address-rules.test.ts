import { describe, expect, it } from 'vitest';
import { AddressRules } from './address-rules.ts';

const rules = new AddressRules([]);
const refused = expect.objectContaining({ code: 'address_refused' });

const forbidden = {
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  unspecified: ['0.0.0.0', '0.1.2.3', '::'],
  'link-local': ['169.254.0.1', 'fe80::1', 'febf::1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  'metadata services': ['169.254.169.254', '168.63.129.16', '100.100.100.200', 'fd00:ec2::254'],
  'IPv4 inside IPv6': [
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:168.63.129.16',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
    '2002:7f00:1::',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  ],
  'multicast and broadcast': ['224.0.0.1', '239.1.2.3', '255.255.255.255', 'ff02::1'],
  'documentation and reserved': ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '240.0.0.1', '2001:db8::1'],
};

describe.each(Object.entries(forbidden))('%s', (_, addresses) => {
  it.each(addresses)('%s is refused when connecting', (address) => {
    expect(() => rules.checkAddress(address, 'https:')).toThrow(refused);
  });

  it.each(addresses)('%s is refused in a URL', (address) => {
    const host = address.includes(':') ? `[${address}]` : address;
    expect(() => rules.checkUrl(`https://${host}/hook`)).toThrow(refused);
  });
});

it.each([
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.0.0.1/',
  'https://017700000001/',
  'https://0177.0.0.1/',
  'https://127.1/',
  'https://0/',
  'https://0xa9fea9fe/',
  'https://①②⑦.⓪.⓪.①/',
  'https://127.0.0.1./',
])('%s is seen through', (url) => {
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
