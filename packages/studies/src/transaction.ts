import type { Redis } from 'ioredis';

type Transaction = ReturnType<Redis['multi']>;

/** Commands for somebody else's transaction, so that both are sent, and take effect, at once. */
export type Additions = (transaction: Transaction) => void;

/** A transaction reports a failing command in its answer, not as a rejection. */
export async function exec(transaction: Transaction): Promise<void> {
  for (const [error] of (await transaction.exec()) ?? []) if (error) throw error;
}
