import { describe, expect, it } from 'vitest';
import {
  derivedUid,
  dicomUid,
  errorCodeOfGrpc,
  errorTable,
  eventId,
  jobId,
  makeEvent,
  newUid,
  studyUid,
  tenantId,
  toProblem,
  toWetreadError,
  WetreadError,
} from './index.ts';

describe('identifiers', () => {
  it('are valid DICOM UIDs', () => {
    for (const uid of [newUid(), derivedUid('a', 'b')]) expect(dicomUid.safeParse(uid).success).toBe(true);
  });

  it('are the same for the same parts, and do not run parts together', () => {
    expect(derivedUid('a', 'bc')).toBe(derivedUid('a', 'bc'));
    expect(derivedUid('a', 'bc')).not.toBe(derivedUid('ab', 'c'));
  });

  it.each(['', '..', '1..2', '1.2/3', '../1', '1.2 ', `1.${'2'.repeat(64)}`])('%j is no study UID', (uid) => {
    expect(studyUid.safeParse(uid).success).toBe(false);
  });

  it.each(['', 'North', 'a/b', '-a', '..'])('%j is no tenant', (tenant) => {
    expect(tenantId.safeParse(tenant).success).toBe(false);
  });

  it('of jobs and events can stand in BullMQ and in a webhook header', () => {
    const ids = [
      jobId('study.summarize', { tenant: 'north', study: '1.2', revision: 1 }),
      eventId('north', 'study.failed', { study: '1.2', revision: 1 }),
    ];
    for (const id of ids) expect(id).toMatch(/^[\w-]+$/);
  });

  it('of a delivery do not depend on whether it is its first job', () => {
    const payload = { tenant: 'north', event: 'evt_1', endpoint: 'we_1' };
    expect(jobId('webhook.deliver', { ...payload, first: true })).toBe(jobId('webhook.deliver', payload));
  });

  it('tell events of two revisions apart', () => {
    expect(eventId('north', 'study.failed', { study: '1.2', revision: 1 })).not.toBe(
      eventId('north', 'study.failed', { study: '1.2', revision: 2 }),
    );
  });
});

describe('errors', () => {
  it('become problem details that tell the caller whether to retry', () => {
    const problem = toProblem(new WetreadError('overloaded', 'The queue holds 10.', { retryAfterS: 3 }));
    expect(problem).toMatchObject({ status: 503, code: 'overloaded', retryable: true, detail: 'The queue holds 10.' });
  });

  it('show nothing of what was not expected', () => {
    const problem = toProblem(toWetreadError(new Error('secret path /etc/key')));
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('find their way back from each gRPC status that the table sends', () => {
    for (const code of ['cancelled', 'deadline_exceeded', 'overloaded', 'not_found'] as const) {
      expect(errorCodeOfGrpc(errorTable[code].grpc)).toBe(code);
    }
    expect(errorTable[errorCodeOfGrpc(14)].retryable).toBe(true);
  });
});

describe('events', () => {
  it('hold only what the catalogue names', () => {
    const data = { study: '1.2', revision: 1, images: 1, refusals: 0, patientName: 'Doe' };
    expect(makeEvent('north', 'study.received', data).data).not.toHaveProperty('patientName');
  });
});
