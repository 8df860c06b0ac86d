export * from './api-key.guard.ts';
export * from './audit.hook.ts';
export * from './health.controller.ts';
export * from './http-app.ts';
export * from './problem.filter.ts';
export * from './public-url.ts';
