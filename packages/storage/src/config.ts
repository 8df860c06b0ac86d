import { z } from 'zod';

/** Settings of `s3://` storage; spread them beside `commonConfig`, and give the loaded configuration to `openStorage`. */
export const s3Config = {
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'not an http:// or https:// address' })
    .default('https://s3.amazonaws.com')
    .describe('address of the S3 service, without bucket'),
  S3_REGION: z.string().default('us-east-1').describe('S3 region'),
  S3_ACCESS_KEY: z.string().optional().describe('S3 access key; needed for s3:// storage'),
  S3_SECRET_KEY: z.string().optional().meta({ secret: true }).describe('S3 secret key; needed for s3:// storage'),
  S3_PATH_STYLE: z
    .stringbool()
    .default(true)
    .describe('whether the bucket stands in the path rather than in the host name'),
  S3_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1)
    .default(30_000)
    .describe('milliseconds an S3 connection may stay silent'),
};

const schema = z.object(s3Config);
export type S3Settings = z.infer<typeof schema>;
/** The loaded fields of `s3Config`, as many as are given; a whole configuration that has them serves too. */
export type S3Options = { readonly [Field in keyof S3Settings]?: S3Settings[Field] | undefined };

export function s3Settings(options: S3Options): S3Settings {
  const given = Object.entries(options).filter(([field, value]) => field in s3Config && value !== undefined);
  return { ...schema.parse({}), ...Object.fromEntries(given) };
}
