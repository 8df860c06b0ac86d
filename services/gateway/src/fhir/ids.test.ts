import { newUid } from '@wetread/contracts';
import { expect, it } from 'vitest';
import { idOf, longUid, shortUid, studyOfId } from './ids.ts';

const longest = `${'9'.repeat(20)}.${'8'.repeat(20)}.${'7'.repeat(22)}`;

it.each(['1', '0.1', '00.01', '1.2.840.10008', longest, newUid()])('the study of %s is found again', (uid) => {
  const id = idOf('provenance', uid, '-0123abcd');
  expect(id).toMatch(/^[A-Za-z0-9.-]{1,64}$/);
  expect(studyOfId(id)).toBe(uid);
  expect(studyOfId(uid)).toBe(uid);
  expect(longUid(shortUid(uid))).toBe(uid);
});

it.each(['', '1..2', 'findings-', 'findings-0', 'findings-zz!', `findings-${'z'.repeat(60)}`, '../1.2'])(
  '%j is of no study',
  (id) => {
    expect(studyOfId(id)).toBeUndefined();
  },
);
