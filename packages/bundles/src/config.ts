import { commonConfig } from '@wetread/config';
import { s3Config } from '@wetread/storage';
import { z } from 'zod';

const { LOG_LEVEL } = commonConfig;

/** The environment of `main.ts`. */
export const configSchema = z.object({
  LOG_LEVEL,
  ...s3Config,
  BUNDLE_STORAGE_URL: z
    .string()
    .min(1)
    .describe(
      'object storage of bundles, file:///folder or s3://bucket/prefix; each lies in a folder named by its digest',
    ),
  BUNDLE_DIGEST: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'not a SHA-256 as 64 hexadecimal digits; `sha256sum bundle.json` prints it')
    .describe('digest of the bundle: the SHA-256 of its bundle.json'),
  BUNDLE_CACHE: z.string().min(1).describe('local folder of bundles; this one comes to lie at {BUNDLE_CACHE}/{digest}'),
});
