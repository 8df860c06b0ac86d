import { derivedId } from '@wetread/contracts';
import type { StudyRef } from '@wetread/studies';

/** What the assembly of one study is debounced by. */
export const assembleId = ({ tenant, study }: StudyRef): string => derivedId('assemble', tenant, study);
