import { type AdmissionRules, defaultLimits } from '@wetread/dicom';
import type { Config } from '../config.ts';

type Settings = Pick<Config, 'MAX_IMAGE_PIXELS' | 'MIN_AGE_YEARS' | 'MAX_AGE_YEARS' | 'BURNED_IN_ANNOTATION'>;

/** What this installation takes, by its configuration. */
export function admissionRules(config: Settings): AdmissionRules {
  const { MIN_AGE_YEARS: minAgeYears, MAX_AGE_YEARS: maxAgeYears } = config;
  return {
    ...defaultLimits,
    maxPixels: config.MAX_IMAGE_PIXELS,
    ...(minAgeYears !== undefined && { minAgeYears }),
    ...(maxAgeYears !== undefined && { maxAgeYears }),
    burnedInAnnotation: config.BURNED_IN_ANNOTATION,
  };
}
