import { type Dashboard, inRange, percentiles, perMinute, shared } from './model.ts';

/** Are the pools of the right size, and are they well? */
export const gpuPools: Dashboard = {
  uid: 'wetread-gpu-pools',
  title: 'Wetread: GPU pools',
  description: 'What pools are sized by, what they do with it, and how the processes are.',
  rows: [
    {
      title: 'What pools follow',
      panels: [
        {
          title: 'Demand and work of the readings',
          description: 'Studies that should be read at once, and all that wait or are read. See docs/scaling.md.',
          unit: 'short',
          queries: [
            shared('wetread_queue_demand', 'demand {{queue}}', 'queue'),
            shared('wetread_queue_work', 'work {{queue}}', 'queue'),
          ],
        },
        {
          title: 'Studies being read',
          description: 'Jobs that a worker has.',
          unit: 'short',
          queries: [shared('wetread_queue_jobs{queue="reading", state="active"}', 'being read')],
        },
        {
          title: 'Time of a study in a worker',
          description: 'Mean of the last fifty or so.',
          unit: 's',
          queries: [shared('wetread_reading_mean_seconds', 'mean')],
        },
      ],
    },
    {
      title: 'llm',
      panels: [
        {
          title: 'Tokens a second',
          description: 'Positions of prompts and generated tokens, of all pods.',
          unit: 'short',
          queries: [{ expr: 'sum by (kind) (rate(wetread_llm_tokens_total[$__rate_interval]))', legend: '{{kind}}' }],
        },
        {
          title: 'Generated tokens a second, by pod',
          description: 'A pod far below the others is slow or starved.',
          unit: 'short',
          queries: [
            {
              expr: 'sum by (instance) (rate(wetread_llm_tokens_total{kind="completion"}[$__rate_interval]))',
              legend: '{{instance}}',
            },
          ],
        },
        {
          title: 'Readings a minute',
          description: 'By how they ended.',
          unit: 'short',
          queries: [perMinute('wetread_llm_readings_total', 'outcome')],
        },
        {
          title: 'Stages of a reading',
          description: 'Time of a study in each stage.',
          unit: 's',
          queries: percentiles('wetread_llm_stage_seconds', 'stage'),
        },
        {
          title: 'Time to first token',
          description: 'From handing a prompt to the decoder: waiting for a place, and prefill.',
          unit: 's',
          queries: percentiles('wetread_llm_first_token_seconds', 'work'),
        },
        {
          title: 'Follow-up questions under way',
          description: 'They share the decoder with the readings.',
          unit: 'short',
          queries: [{ expr: 'sum(wetread_llm_answers_under_way)', legend: 'under way' }],
        },
      ],
    },
    {
      title: 'encoder',
      panels: [
        {
          title: 'Images of a model run',
          description: 'Mean size of a batch: 1 where there is little to do, the greatest allowed where there is much.',
          unit: 'short',
          queries: [
            {
              expr: 'sum(rate(wetread_encoder_batch_images_sum[$__rate_interval])) / sum(rate(wetread_encoder_batch_images_count[$__rate_interval]))',
              legend: 'mean',
            },
          ],
        },
        {
          title: 'Wait of an image',
          description: 'Time of an image in the queue of its encoder.',
          unit: 's',
          queries: percentiles('wetread_encoder_queue_seconds'),
        },
        {
          title: 'Time of a model run',
          description: 'Of a whole batch.',
          unit: 's',
          queries: percentiles('wetread_encoder_inference_seconds'),
        },
        {
          title: 'Images waiting',
          description: 'In all encoders.',
          unit: 'short',
          queries: [{ expr: 'sum by (instance) (wetread_encoder_queue_images)', legend: '{{instance}}' }],
        },
        {
          title: 'Images a minute',
          description: 'By how they ended.',
          unit: 'short',
          queries: [perMinute('wetread_encoder_images_total', 'code')],
        },
        {
          title: 'Session threads that died',
          description: 'In the time that is shown; each is started again.',
          unit: 'short',
          type: 'bargauge',
          queries: [inRange('wetread_encoder_thread_deaths_total', 'instance')],
        },
      ],
    },
    {
      title: 'Processes',
      panels: [
        {
          title: 'Event loop lag p99',
          description: 'A process that lags does not answer its probes.',
          unit: 's',
          queries: [
            {
              expr: 'max by (service, instance) (nodejs_eventloop_lag_p99_seconds)',
              legend: '{{service}} {{instance}}',
            },
          ],
        },
        {
          title: 'Memory of the process',
          description: 'Resident: with the model and what is outside the heap.',
          unit: 'bytes',
          queries: [
            { expr: 'max by (service, instance) (process_resident_memory_bytes)', legend: '{{service}} {{instance}}' },
          ],
        },
        {
          title: 'Heap in use',
          description: 'Of JavaScript alone.',
          unit: 'bytes',
          queries: [
            { expr: 'max by (service, instance) (nodejs_heap_size_used_bytes)', legend: '{{service}} {{instance}}' },
          ],
        },
      ],
    },
    {
      title: 'GPUs (need an exporter beside Wetread)',
      panels: [
        {
          title: 'NVIDIA GPU utilisation',
          description: 'Needs NVIDIA dcgm-exporter; empty without.',
          unit: 'percent',
          width: 6,
          queries: [{ expr: 'DCGM_FI_DEV_GPU_UTIL', legend: '{{Hostname}} {{gpu}}' }],
        },
        {
          title: 'NVIDIA GPU memory in use',
          description: 'Needs NVIDIA dcgm-exporter; empty without.',
          unit: 'mbytes',
          width: 6,
          queries: [{ expr: 'DCGM_FI_DEV_FB_USED', legend: '{{Hostname}} {{gpu}}' }],
        },
        {
          title: 'AMD GPU utilisation',
          description: 'Needs AMD device-metrics-exporter; empty without.',
          unit: 'percent',
          width: 6,
          queries: [{ expr: 'gpu_gfx_activity', legend: '{{hostname}} {{gpu_id}}' }],
        },
        {
          title: 'AMD GPU memory in use',
          description: 'Needs AMD device-metrics-exporter; empty without.',
          unit: 'mbytes',
          width: 6,
          queries: [{ expr: 'gpu_used_vram', legend: '{{hostname}} {{gpu_id}}' }],
        },
      ],
    },
  ],
};
