export * from './balanced.ts';
export * from './grpc-server.ts';
export * from './peer-error.ts';
export * from './status.ts';
export * from './tls.ts';
