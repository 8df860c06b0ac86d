export * from './deidentification.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './ids.ts';
export * from './jobs.ts';
export * from './refusals.ts';
