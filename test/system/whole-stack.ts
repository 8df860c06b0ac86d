import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { loadConfig } from '@wetread/config';
import { registerReceiver, root, Stack, type StackOptions, WebhookReceiver } from '@wetread/stack';
import { openStorage, s3Config } from '@wetread/storage';
import { StudyStore } from '@wetread/studies';
import { tempFolder, waitFor } from '@wetread/testing';
import { z } from 'zod';

/** The whole product for one test file: private Redis, storage, four services, and a receiver that verifies. */
export interface WholeStack {
  readonly stack: Stack;
  readonly receiver: WebhookReceiver;
  readonly store: StudyStore;
  /** Keys of every stored result of a study. */
  resultsOf(study: string): Promise<string[]>;
  /** Stops everything. @throws Error where a service did not drain cleanly */
  stop(): Promise<void>;
}

/** Short waits: what takes minutes in service, so that a crash is noticed late but surely, takes seconds here. */
const quick = {
  all: { JOB_LOCK_MS: '2000', LOG_LEVEL: 'debug' },
  ingest: { QUIET_MS: '300', RECONCILE_EVERY_MS: '500', STUCK_MS: '3000' },
  gateway: { WEBHOOK_SCHEDULE: '0,300,600,1000,2000,3000,3000,3000,3000,3000' },
};

export async function startWholeStack(
  env: StackOptions['env'] = {},
  options: Pick<StackOptions, 'launch'> & { readonly bundleFolder?: string } = {},
): Promise<WholeStack> {
  const folder = await tempFolder('system');
  const receiver = await WebhookReceiver.start();
  const stack = await Stack.start({
    dataFolder: folder.path,
    bundleFolder: join(root, 'models', 'demo'),
    ...options,
    env: Object.fromEntries(
      (['all', 'encoder', 'llm', 'ingest', 'gateway'] as const).map((name) => [
        name,
        { ...(quick as Record<string, object>)[name], ...env[name] },
      ]),
    ),
  });
  await registerReceiver(stack, receiver);
  const store = new StudyStore(await openStorage(stack.storageUrl, loadConfig(z.object(s3Config))));
  return {
    stack,
    receiver,
    store,
    resultsOf: (study) => resultsOf(store, study),
    async stop() {
      const unclean = await stack.stop();
      await receiver.stop();
      await folder.remove();
      if (unclean.length > 0) throw new Error(`did not drain cleanly: ${unclean.join(', ')}`);
    },
  };
}

/** Keys of every stored result of a study of the tenant `local`. */
export async function resultsOf(store: StudyStore, study: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.storage.list(`tenants/local/studies/${study}/results/`)) found.push(key);
  return found;
}

/** Waits until the receiver has the event that ends a study. */
export function endOf(receiver: WebhookReceiver, study: string, timeoutMs = 120_000) {
  return waitFor(
    () => receiver.events().find((event) => event.type !== 'study.received' && event.data.study === study),
    {
      timeoutMs,
      everyMs: 100,
      what: `the end of study ${study}`,
    },
  );
}

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
