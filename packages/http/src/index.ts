export * from './accept.ts';
export * from './api-key.guard.ts';
export * from './audit.hook.ts';
export * from './header-values.ts';
export * from './health.controller.ts';
export * from './http-app.ts';
export * from './problem.filter.ts';
export * from './public-url.ts';
