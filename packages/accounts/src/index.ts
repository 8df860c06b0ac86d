export * from './keys.ts';
export * from './verifier.ts';
