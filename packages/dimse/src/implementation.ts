import { createRequire } from 'node:module';
import { implementationClassUid, implementationVersion } from '@wetread/dicom/report';
import dimse from 'dcmjs-dimse';

/** The largest PDU that is asked for, in bytes. */
export const maxPduBytes = 128 * 1024;

dimse.Implementation.setImplementationClassUid(implementationClassUid);
dimse.Implementation.setImplementationVersion(implementationVersion);
dimse.Implementation.setMaxPduLength(maxPduBytes);

interface Quietable {
  setLevel(level: 'silent'): void;
}

// Both libraries print what they read, data sets included; what is worth a line is logged by us, without patient data.
const dcmjs = createRequire(createRequire(import.meta.url).resolve('dcmjs-dimse'))('dcmjs') as {
  readonly log: Quietable & { getLoggers(): Record<string, Quietable> };
};
dimse.log.setLevel('silent');
for (const log of [dcmjs.log, ...Object.values(dcmjs.log.getLoggers())]) log.setLevel('silent');
