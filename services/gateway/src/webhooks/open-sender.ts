import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { WetreadError } from '@wetread/contracts';
import type { GatewayConfig } from '../config.ts';
import type { AddressRules } from '../domain/address-rules.ts';
import { EgressProxy } from './egress-proxy.ts';
import type { GuardedAgentOptions } from './guarded-agent.ts';
import { WebhookSender } from './webhook-sender.ts';

/** @throws WetreadError config_invalid where a file cannot be read */
export function openSender(config: GatewayConfig, rules: AddressRules): WebhookSender {
  const { WEBHOOK_TIMEOUT_MS: timeoutMs, WEBHOOK_CONCURRENCY: concurrency } = config;
  return new WebhookSender(rules, { timeoutMs, concurrency, ...wayOut(config) });
}

/** How requests leave to addresses that customers name. @throws WetreadError config_invalid where a file cannot be read */
export function wayOut(config: GatewayConfig): Pick<GuardedAgentOptions, 'tls' | 'proxy'> {
  const { WEBHOOK_TIMEOUT_MS: timeoutMs, WEBHOOK_PROXY_URL: url } = config;
  const ca = pem('WEBHOOK_CA_FILE', config.WEBHOOK_CA_FILE);
  const cert = pem('WEBHOOK_CLIENT_CERT_FILE', config.WEBHOOK_CLIENT_CERT_FILE);
  const key = pem('WEBHOOK_CLIENT_KEY_FILE', config.WEBHOOK_CLIENT_KEY_FILE);
  if ((cert === undefined) !== (key === undefined)) {
    throw new WetreadError('config_invalid', 'Set WEBHOOK_CLIENT_CERT_FILE and WEBHOOK_CLIENT_KEY_FILE, or neither.');
  }
  const tls = { ...(cert && { cert, key }), ...(ca && { ca: [...rootCertificates, ca] }) };
  const proxy = url && new EgressProxy({ url, timeoutMs, resolvesNames: config.WEBHOOK_PROXY_RESOLVES });
  return { tls, ...(proxy && { proxy }) };
}

function pem(variable: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new WetreadError('config_invalid', `${variable}: ${path} cannot be read.`, { cause });
  }
}
