import { counter, gauge, histogram } from '@wetread/telemetry';
import type { Counter, Gauge, Histogram } from 'prom-client';

export const instancesReceived: Counter<'source' | 'outcome'> = counter({
  name: 'instances_received_total',
  help: 'Files that came in',
  labels: ['source', 'outcome'],
});

export const refusals: Counter<'code'> = counter({
  name: 'refusals_total',
  help: 'Refused files and images',
  labels: ['code'],
});

export const bytesStored: Counter = counter({ name: 'instance_stored_bytes_total', help: 'Bytes of instances stored' });

export const assemblySeconds: Histogram = histogram({
  name: 'assembly_duration_seconds',
  help: 'Time to make one revision',
});

export const uploadsInFlight: Gauge = gauge({ name: 'uploads_in_flight', help: 'Requests with files under way' });

export const associationsOpen: Gauge = gauge({ name: 'associations_open', help: 'DICOM associations under way' });
