export * from './callers.ts';
export * from './key-uses.ts';
export * from './keys.ts';
export * from './recent.ts';
export * from './tenants.ts';
export * from './verifier.ts';
