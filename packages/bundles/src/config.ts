import { commonConfig, flag } from '@wetread/config';
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
      'object storage of bundles, file:///folder or s3://bucket/prefix, where each lies in a folder named by its digest; or one as an artifact in a registry, oci://registry/repository@sha256:digest',
    ),
  BUNDLE_DIGEST: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'not a SHA-256 as 64 hexadecimal digits; `sha256sum bundle.json` prints it')
    .describe('digest of the bundle: the SHA-256 of its bundle.json'),
  BUNDLE_REGISTRY_CONFIG: z
    .string()
    .min(1)
    .optional()
    .describe('file with name and password for the registry, as `docker login` and pull secrets have it'),
  BUNDLE_REGISTRY_PLAIN_HTTP: flag(false).describe('whether the registry is asked by plain http'),
  BUNDLE_CACHE: z.string().min(1).describe('local folder of bundles; this one comes to lie at {BUNDLE_CACHE}/{digest}'),
});
