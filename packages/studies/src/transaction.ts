import type { Redis } from 'ioredis';

/** A transaction reports a failing command in its answer, not as a rejection. */
export async function exec(transaction: ReturnType<Redis['multi']>): Promise<void> {
  for (const [error] of (await transaction.exec()) ?? []) if (error) throw error;
}
