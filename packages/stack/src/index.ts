export * from './client.ts';
export * from './places.ts';
export * from './receiver.ts';
export * from './stack.ts';
export * from './studies.ts';
