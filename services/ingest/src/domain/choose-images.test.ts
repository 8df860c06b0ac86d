import type { InstanceRecord } from '@wetread/studies';
import { describe, expect, it } from 'vitest';
import { chooseImages } from './choose-images.ts';

const image = (sop: string, view: InstanceRecord['view'], over: Partial<InstanceRecord> = {}): InstanceRecord => ({
  sop,
  format: 'dicom',
  view,
  width: 100,
  height: 100,
  bytes: 1,
  sha256: 'ab'.repeat(32),
  receivedAt: '2026-01-01T00:00:00.000Z',
  ...over,
});

const read = (...images: InstanceRecord[]) => chooseImages(images).read.map(({ sop }) => sop);
const notRead = (...images: InstanceRecord[]) =>
  chooseImages(images).notRead.map(({ instance, refusal }) => `${instance.sop} ${refusal.code}`);

describe('the images that are read', () => {
  it('are the frontal ones, and every other has its reason (I8)', () => {
    const images = [image('1', 'lateral'), image('2', 'frontal'), image('3', 'unknown')];
    expect(read(...images)).toEqual(['2']);
    expect(notRead(...images)).toEqual(['3 not_frontal', '1 not_frontal']);
  });

  it('are those of unstated view where none is known to be frontal', () => {
    expect(read(image('1', 'lateral'), image('2', 'unknown'))).toEqual(['2']);
  });

  it('are none where all are lateral', () => {
    expect(read(image('1', 'lateral'))).toEqual([]);
    expect(notRead(image('1', 'lateral'))).toEqual(['1 not_frontal']);
  });

  it('come PA first, then the larger, whatever the order in which they came', () => {
    const images = [
      image('3', 'frontal', { viewPosition: 'AP' }),
      image('1', 'frontal', { viewPosition: 'AP', width: 200 }),
      image('4', 'frontal', { viewPosition: 'PA' }),
      image('2', 'frontal', { viewPosition: 'AP' }),
    ];
    expect(read(...images)).toEqual(['4', '1', '2', '3']);
    expect(read(...images.reverse())).toEqual(['4', '1', '2', '3']);
  });

  it('are each of them once, however often the same pixels came, and the copy that states its view is kept', () => {
    const images = [image('1', 'unknown'), image('2', 'frontal'), image('3', 'frontal'), image('4', 'lateral')];
    const { read, notRead } = chooseImages(
      images,
      new Map(['1', '2', '3', '4'].map((sop) => [sop, sop === '4' ? 'b' : 'a'])),
    );
    expect(read.map(({ sop }) => sop)).toEqual(['2']);
    const reasons = notRead.map(({ instance, refusal }) => `${instance.sop} ${refusal.code}`);
    expect(reasons).toEqual(['3 duplicate_image', '1 duplicate_image', '4 not_frontal']);
  });

  it('come for presentation before for processing', () => {
    const raw = { sopClass: '1.2.840.10008.5.1.4.1.1.1.1.1' };
    expect(read(image('1', 'frontal', raw), image('2', 'frontal'))).toEqual(['2', '1']);
  });
});
