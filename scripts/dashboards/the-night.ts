import { type Dashboard, inRange, percentiles, perMinute, shared } from './model.ts';

/** Does everything come in, is it read in time, and is it told? */
export const theNight: Dashboard = {
  uid: 'wetread-the-night',
  title: 'Wetread: the night',
  description: 'What came in, what is left, whether it will be in time, and whether it was delivered.',
  rows: [
    {
      title: 'In time?',
      panels: [
        {
          title: 'Batches at risk',
          description: 'Batches that end after their due time at the measured pace.',
          unit: 'short',
          type: 'stat',
          width: 4,
          queries: [shared('wetread_batches_at_risk', 'at risk')],
        },
        {
          title: 'Studies to read',
          description: 'Studies that a worker has or could take now.',
          unit: 'short',
          type: 'stat',
          width: 4,
          queries: [shared('wetread_queue_work{queue="reading"}', 'to read')],
        },
        {
          title: 'All read at',
          description: 'By what is being read at once now; empty while nothing is.',
          unit: 'dateTimeAsLocal',
          type: 'stat',
          width: 6,
          queries: [
            { expr: '1000 * (time() + max(wetread_queue_drain_seconds{queue="reading"}))', legend: 'all read' },
          ],
        },
        {
          title: 'First due at',
          description: 'The first due time of a batch that has work left; empty without any.',
          unit: 'dateTimeAsLocal',
          type: 'stat',
          width: 6,
          queries: [{ expr: '1000 * (time() + min(wetread_queue_due_seconds{queue="reading"}))', legend: 'first due' }],
        },
        {
          title: 'Not yet told',
          description: 'Studies whose end the outside has not been told.',
          unit: 'short',
          type: 'stat',
          width: 4,
          queries: [shared('wetread_studies_pending', 'not told')],
        },
        {
          title: 'Time to drain against time to due',
          description: 'Where the first line is above the second, the first batch is late unless pools grow.',
          unit: 's',
          queries: [
            shared('wetread_queue_drain_seconds{queue="reading"}', 'until all is read'),
            { expr: 'min(wetread_queue_due_seconds{queue="reading"})', legend: 'until the first batch is due' },
          ],
        },
        {
          title: 'Jobs in each queue',
          description: 'Waiting, prioritized, active and due.',
          unit: 'short',
          queries: [shared('wetread_queue_work', '{{queue}}', 'queue')],
        },
        {
          title: 'Longest wait in each queue',
          description: 'For how long its oldest job could have been taken by a worker.',
          unit: 's',
          queries: [shared('wetread_queue_oldest_seconds', '{{queue}}', 'queue')],
        },
      ],
    },
    {
      title: 'In and ended',
      panels: [
        {
          title: 'Files in, a minute',
          description: 'By way in and by whether they were stored or refused.',
          unit: 'short',
          queries: [
            {
              expr: '60 * sum by (source, outcome) (rate(wetread_instances_received_total[$__rate_interval]))',
              legend: '{{source}} {{outcome}}',
            },
          ],
        },
        {
          title: 'Studies in, a minute',
          description: 'Revisions that were made: a study whose images come in parts counts more than once.',
          unit: 'short',
          queries: [
            {
              expr: '60 * sum(rate(wetread_assembly_duration_seconds_count[$__rate_interval]))',
              legend: 'studies',
            },
          ],
        },
        {
          title: 'Studies ended, a minute',
          description: 'By how their reading ended.',
          unit: 'short',
          queries: [perMinute('wetread_llm_readings_total', 'outcome')],
        },
        {
          title: 'Refused, by reason',
          description: 'Files and images in the time that is shown; what each code means is in docs/refusals.md.',
          unit: 'short',
          type: 'bargauge',
          width: 12,
          queries: [inRange('wetread_refusals_total', 'code')],
        },
        {
          title: 'Attempts of jobs that failed, by reason',
          description: 'In the time that is shown. Most are tried again.',
          unit: 'short',
          type: 'bargauge',
          width: 12,
          queries: [
            // Prometheus has a label `job` of its own, and calls ours by this name.
            {
              expr: 'sum by (exported_job, code) (increase(wetread_job_failures_total[$__range]))',
              legend: '{{exported_job}} {{code}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Stage times',
      panels: [
        {
          title: 'Assembly',
          description: 'Time to make one revision.',
          unit: 's',
          queries: percentiles('wetread_assembly_duration_seconds'),
        },
        {
          title: 'Stages of a reading',
          description: 'Time of a study in each stage of its reading.',
          unit: 's',
          queries: percentiles('wetread_llm_stage_seconds', 'stage'),
        },
        {
          title: 'Jobs',
          description: 'Run time of each kind of job.',
          unit: 's',
          queries: percentiles('wetread_job_duration_seconds', 'job'),
        },
      ],
    },
    {
      title: 'Deliveries',
      panels: [
        {
          title: 'Webhook attempts, a minute',
          description: 'By what came of them.',
          unit: 'short',
          queries: [perMinute('wetread_webhook_attempts_total', 'outcome')],
        },
        {
          title: 'Webhook deliveries settled',
          description: 'In the time that is shown, by how they were settled.',
          unit: 'short',
          type: 'bargauge',
          queries: [inRange('wetread_webhook_deliveries_total', 'outcome')],
        },
        {
          title: 'Webhook attempt time',
          description: 'How long receivers take to answer.',
          unit: 's',
          queries: percentiles('wetread_webhook_attempt_duration_seconds'),
        },
        {
          title: 'Sendings to a PACS, a minute',
          description: 'By what came of them.',
          unit: 'short',
          queries: [perMinute('wetread_destination_attempts_total', 'outcome')],
        },
        {
          title: 'PACS deliveries settled',
          description: 'In the time that is shown, by how they were settled.',
          unit: 'short',
          type: 'bargauge',
          queries: [inRange('wetread_destination_deliveries_total', 'outcome')],
        },
        {
          title: 'PACS sending time',
          description: 'How long a PACS takes.',
          unit: 's',
          queries: percentiles('wetread_destination_attempt_duration_seconds'),
        },
        {
          title: 'Disabled endpoints and destinations',
          description: 'Events for them are held until somebody enables them.',
          unit: 'short',
          queries: [{ expr: 'max by (kind, reason) (wetread_receivers_disabled)', legend: '{{kind}} {{reason}}' }],
        },
      ],
    },
  ],
};
