import { MessageStore } from '@wetread/studies';
import type { GatewayConfig } from '../config.ts';
import { AnswerClient } from './answer-client.ts';
import { type ConversationParts, Conversations } from './conversations.ts';

type Given = Pick<ConversationParts, 'studies' | 'index' | 'queues'>;

/** Conversations with what they are kept in and who answers. */
export function openConversations(config: GatewayConfig, given: Given): Conversations {
  const answers = new AnswerClient({ address: config.LLM_ADDRESS, tls: config, timeoutMs: config.ANSWER_TIMEOUT_MS });
  return new Conversations({ ...given, messages: new MessageStore(given.studies.storage), answers });
}
