import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { GuardedScp } from './guarded-scp.ts';

class Guarded extends GuardedScp {
  readonly failures: unknown[] = [];

  protected override failed(error: unknown): void {
    this.failures.push(error);
  }
}

const nothing = () => undefined;

it('hears of what listeners throw and reject, with one parameter and with two', async () => {
  const scp = new Guarded(new Socket(), {});
  const error = new Error('spoiled');
  scp.on('one', (_: unknown) => {
    throw error;
  });
  scp.on('two', (_: unknown, __: unknown) => Promise.reject(error));
  scp.emit('one', 1, nothing);
  scp.emit('two', 1, nothing);
  await Promise.resolve();
  await Promise.resolve();
  expect(scp.failures).toEqual([error, error]);
  scp.emit('close', undefined, nothing);
});

it('tells a listener for once only once', () => {
  const scp = new Guarded(new Socket(), {});
  const told: unknown[] = [];
  scp.once('done', (what: unknown) => told.push(what));
  scp.emit('done', 1, nothing);
  scp.emit('done', 2, nothing);
  expect(told).toEqual([1]);
});
