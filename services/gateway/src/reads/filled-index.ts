import { WetreadError } from '@wetread/contracts';
import { withRedis } from '@wetread/queues';
import type { StudyIndex } from '@wetread/studies';

/** For whoever looks studies up: a half-filled index would hide some. @throws WetreadError queue_unavailable */
export async function requireFilled(index: StudyIndex): Promise<void> {
  if (await withRedis('looking for the index', () => index.isFilled())) return;
  const sentence = 'The index of studies is being rebuilt from storage. Retrieving works meanwhile.';
  throw new WetreadError('queue_unavailable', sentence, { retryAfterS: 5 });
}
