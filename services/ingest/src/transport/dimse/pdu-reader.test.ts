import { seededRandom } from '@wetread/testing';
import { expect, it } from 'vitest';
import { echoCommand, pData, pdu, releaseRequest, storeCommand } from '../../fixtures/pdus.ts';
import { PduReader } from './pdu-reader.ts';

const CONTEXT = 3;
const command = pData(CONTEXT, storeCommand(1, '1.2', '1.2.3'), { command: true, last: true });
const echo = pData(1, echoCommand(2), { command: true, last: true });
const bytes = (length: number, fill: number) => Buffer.alloc(length, fill);
const middle = (length: number, fill: number, context = CONTEXT) =>
  pData(context, bytes(length, fill), { command: false, last: false });
const last = pData(CONTEXT, bytes(77, 9), { command: false, last: true });
const twoValues = pdu(4, middle(50, 5).subarray(6), middle(60, 6).subarray(6));

/** What is taken of a stream that comes in pieces of at most `most` bytes. */
function read(stream: Buffer, most: number, seed: number, incoming: () => number | undefined) {
  const random = seededRandom(seed);
  const whole: Buffer[] = [];
  const parts: Buffer[] = [];
  const reader = new PduReader({
    whole: (each) => whole.push(each),
    incoming,
    part: (each) => parts.push(each),
  });
  for (let at = 0; at < stream.length; ) {
    const piece = stream.subarray(at, at + 1 + Math.floor(random() * most));
    reader.push(piece);
    at += piece.length;
  }
  return { whole, part: Buffer.concat(parts) };
}

it.each([1, 7, 40, 1_000, 100_000])('finds the same in pieces of up to %i bytes', (most) => {
  const stream = [command, middle(300, 1), middle(1, 2), twoValues, middle(40, 3, 1), last, echo, releaseRequest()];
  const inCase = read(Buffer.concat(stream), most, most, () => CONTEXT);
  expect(inCase.part).toEqual(Buffer.concat([bytes(300, 1), bytes(1, 2)]));
  // Two values in one PDU, another context, a last part and all commands are for the library to judge.
  const judged = [command, twoValues, middle(40, 3, 1), last, echo, releaseRequest()];
  expect(inCase.whole).toEqual(judged);
  const without = read(Buffer.concat(stream), most, most, () => undefined);
  expect(without).toEqual({ whole: stream, part: Buffer.alloc(0) });
});

it('gives an empty PDU and one with an empty value as they are', () => {
  const stream = [pdu(0x55), pdu(4), middle(0, 0), pdu(4, bytes(3, 1))];
  expect(read(Buffer.concat(stream), 5, 1, () => CONTEXT).whole).toEqual([stream[0], stream[1], stream[2], stream[3]]);
});
