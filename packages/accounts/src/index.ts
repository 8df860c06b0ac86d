export * from './keys.ts';
export * from './recent.ts';
export * from './verifier.ts';
