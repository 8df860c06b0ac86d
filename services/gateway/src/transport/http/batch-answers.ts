import { type BatchView, countsOf, type RuleRecord, stateOf } from '@wetread/batches';
import { paceOf } from '../../domain/pace.ts';
import type { BatchAnswer, RuleAnswer } from './batch-schemas.ts';

export function batchAnswerOf(view: BatchView, now = new Date()): BatchAnswer {
  const { batch, progress, cancelledAt, end } = view;
  const { metadata, window, dueAt, source } = batch;
  const path = `/v1/batches/${batch.id}`;
  return {
    id: batch.id,
    object: 'batch',
    status: stateOf(view),
    source: source.kind,
    ...(source.kind === 'rule' && { rule: source.rule, night: source.night }),
    ...(metadata && { metadata }),
    ...(window && { window }),
    ...(dueAt && { due_at: dueAt }),
    created_at: batch.createdAt,
    ...(progress.startedAt && { in_progress_at: progress.startedAt }),
    ...(progress.finalizingAt && { finalizing_at: progress.finalizingAt }),
    ...(end && { [`${end.state}_at`]: end.endedAt }),
    ...(cancelledAt && { cancelling_at: cancelledAt }),
    expires_at: batch.expiresAt,
    request_counts: countsOf(view),
    progress: progressOf(view, now),
    ...(end?.error && { errors: [end.error] }),
    output_file: `${path}/output`,
    error_file: `${path}/errors`,
    results_file: `${path}/results`,
  };
}

function progressOf(view: BatchView, now: Date): BatchAnswer['progress'] {
  const { batch, progress, end } = view;
  const { total, completed, failed } = countsOf(view);
  const { window, dueAt } = batch;
  const settled = completed + failed;
  const pace = paceOf({ total, settled, samples: progress.samples, window, dueAt }, now);
  return {
    fraction: pace.fraction,
    rate_per_minute: pace.ratePerMinute ?? null,
    eta: end ? null : (pace.eta?.toISOString() ?? null),
    at_risk: !end && pace.atRisk,
  };
}

export function ruleAnswerOf(rule: RuleRecord): RuleAnswer {
  const { id, name, match, window, due, metadata, enabled, createdAt } = rule;
  return {
    id,
    ...(name !== undefined && { name }),
    match,
    window,
    ...(due !== undefined && { due }),
    ...(metadata && { metadata }),
    enabled,
    created_at: createdAt,
  };
}
