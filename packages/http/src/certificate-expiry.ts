import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gauge } from '@wetread/telemetry';

const files = new Map<string, string>();

/** @param named files of certificates, PEM, each by what it is used for; those that are not given are not reported */
export function reportCertificates(named: Readonly<Record<string, string | undefined>>): void {
  for (const [use, path] of Object.entries(named)) if (path) files.set(use, path);
}

gauge({
  name: 'certificate_not_after_seconds',
  help: 'Seconds since 1970 at which the certificate in a file of this service ends; absent where it cannot be read',
  labels: ['use'],
  async collect(value) {
    value.reset();
    for (const [use, path] of files) {
      const end = await endOf(path).catch(() => undefined);
      if (end !== undefined) value.set({ use }, end);
    }
  },
});

/** Of the first certificate, which is the service's own. */
async function endOf(path: string): Promise<number> {
  return new X509Certificate(await readFile(path)).validToDate.getTime() / 1_000;
}
