export * from './callers.ts';
export * from './key-uses.ts';
export * from './keys.ts';
export * from './oidc-config.ts';
export * from './recent.ts';
export * from './tenants.ts';
export * from './token-verifier.ts';
export * from './verifier.ts';
