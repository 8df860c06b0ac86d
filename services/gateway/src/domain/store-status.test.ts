import { expect, it } from 'vitest';
import { hexOf, storeOutcome } from './store-status.ts';

it.each([
  [0x0000, 'delivered', undefined],
  [0x0111, 'delivered', undefined],
  [0xb000, 'delivered', undefined],
  [0xb007, 'delivered', undefined],
  [0xa700, 'failed', true],
  [0xa701, 'failed', true],
  [0x0124, 'failed', true],
  [0x0110, 'failed', undefined],
  [0xff00, 'failed', undefined],
  [0x0122, 'refused', undefined],
  [0xa900, 'refused', undefined],
  [0xc123, 'refused', undefined],
])('%i says %s', (status, outcome, down) => {
  expect(storeOutcome(status).outcome).toBe(outcome);
  expect(storeOutcome(status).down).toBe(down);
});

it('is written as in the standard', () => {
  expect([0, 0x111, 0xa700].map(hexOf)).toEqual(['0000', '0111', 'A700']);
});
