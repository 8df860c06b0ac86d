export * from './announce.ts';
export * from './end-event.ts';
export * from './json-records.ts';
export type { StudyRef } from './keys.ts';
export * as keys from './keys.ts';
export * from './records.ts';
export * from './study-index.ts';
export * from './study-store.ts';
export * from './study-view.ts';
