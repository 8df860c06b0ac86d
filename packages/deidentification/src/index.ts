export { annexE, type BasicAction, type Rule } from './annex-e.ts';
export * from './deidentification.ts';
export * from './deidentifier.ts';
export * from './identity-record.ts';
export * from './identity-store.ts';
export * from './kept-names.ts';
export * from './original-uids.ts';
export * from './pseudonyms.ts';
export type { PlainDataset } from './rewrite.ts';
