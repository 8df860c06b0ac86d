import { z } from 'zod';
import { summaryAnswer } from './schemas.ts';

const time = z.iso.datetime();
const { bundle, decoding, images, notice, preliminary, machineMade, stopReason, tokens } = summaryAnswer.shape;

export const newQuestion = z
  .object({
    question: z.string().trim().min(1).max(4_000).meta({ example: 'Is there a pleural effusion?' }),
  })
  .meta({ id: 'NewQuestion' });
export type NewQuestion = z.infer<typeof newQuestion>;

export const messageAnswer = z
  .object({
    id: z.string(),
    study: z.string(),
    number: z.int().positive().describe('Place in the conversation, in the order in which answers were complete.'),
    revision: z.int().positive().describe('Of the study, that the question is about.'),
    summary: z.string().describe('Id of the summary that the question is about.'),
    askedAt: time,
    createdAt: time,
    question: z.string(),
    text: z.string().meta({ example: 'No, there is no pleural effusion.' }),
    preliminary,
    machineMade,
    notice,
    bundle,
    prompt: z.object({
      system: z.string(),
      template: z.string(),
      turnTemplate: z.string(),
      question: z.string().describe('That the summary answers.'),
    }),
    decoding,
    images,
    context: z.object({
      messages: z.array(z.string()).describe('Ids of the earlier messages that the model was shown, the oldest first.'),
      dropped: z.int().nonnegative().describe('How many before them did not fit its context.'),
    }),
    tokens,
    stopReason,
  })
  .meta({ id: 'Message' });
export type MessageAnswer = z.infer<typeof messageAnswer>;

export const messageList = z
  .object({ messages: z.array(messageAnswer).describe('Oldest first.') })
  .meta({ id: 'MessageList' });
export type MessageList = z.infer<typeof messageList>;
