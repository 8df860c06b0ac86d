/** Why there was no answer. */
export interface RequestFailure {
  readonly error: string;
}

/** The codes that the delivery log shows for a request without an answer. */
export function toFailure(thrown: unknown): RequestFailure {
  const { code, name } = thrown as { code?: unknown; name?: unknown };
  if (code === 'address_refused') return { error: 'address_refused' };
  if (name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT') return { error: 'timeout' };
  if (code === 'PROXY_REFUSED') return { error: 'proxy_refused' };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { error: 'name_not_resolved' };
  if (code === 'ECONNREFUSED') return { error: 'connection_refused' };
  if (typeof code === 'string' && /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) return { error: 'tls_failed' };
  return { error: 'connection_failed' };
}
