import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commonConfig, count, flag, list, loadConfig, port, redactConfig } from './index.ts';

const schema = z.object({
  ...commonConfig,
  HTTP_PORT: port(8080).describe('where HTTP listens'),
  MAX_BATCH: count(8),
  VERBOSE: flag(false),
  RANGES: list(),
  SECRET: z.string().optional().meta({ secret: true }),
});

describe('a configuration', () => {
  it('reads what is set, and takes an empty variable for one that is not', () => {
    const config = loadConfig(schema, { HTTP_PORT: '9000', MAX_BATCH: '', VERBOSE: 'yes', RANGES: ' a, b ,,' });
    expect(config).toMatchObject({ HTTP_PORT: 9000, MAX_BATCH: 8, VERBOSE: true, RANGES: ['a', 'b'] });
  });

  it.each([
    ['HTTP_PORT', '70000'],
    ['MAX_BATCH', '0'],
    ['MAX_BATCH', 'many'],
    ['LOG_LEVEL', 'loud'],
  ])('stops the start and names %s where it is %s', (name, value) => {
    expect(() => loadConfig(schema, { [name]: value })).toThrow(new RegExp(name));
  });

  it('names every wrong variable at once, with its purpose', () => {
    expect(() => loadConfig(schema, { HTTP_PORT: 'x', MAX_BATCH: 'y' })).toThrow(
      /HTTP_PORT.*where HTTP listens.*MAX_BATCH/,
    );
  });

  it('prints no secret and no password', () => {
    const config = loadConfig(schema, { SECRET: 'hush', REDIS_URL: 'redis://user:hush@host:6379/1' });
    expect(JSON.stringify(redactConfig(schema, config))).not.toContain('hush');
  });
});
