import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Accepted as _wetread_v1_Accepted, Accepted__Output as _wetread_v1_Accepted__Output } from './wetread/v1/Accepted.ts';
import type { AnswerPart as _wetread_v1_AnswerPart, AnswerPart__Output as _wetread_v1_AnswerPart__Output } from './wetread/v1/AnswerPart.ts';
import type { AnswerRequest as _wetread_v1_AnswerRequest, AnswerRequest__Output as _wetread_v1_AnswerRequest__Output } from './wetread/v1/AnswerRequest.ts';
import type { AnswerTimings as _wetread_v1_AnswerTimings, AnswerTimings__Output as _wetread_v1_AnswerTimings__Output } from './wetread/v1/AnswerTimings.ts';
import type { Decoding as _wetread_v1_Decoding, Decoding__Output as _wetread_v1_Decoding__Output } from './wetread/v1/Decoding.ts';
import type { Finished as _wetread_v1_Finished, Finished__Output as _wetread_v1_Finished__Output } from './wetread/v1/Finished.ts';
import type { ReaderClient as _wetread_v1_ReaderClient, ReaderDefinition as _wetread_v1_ReaderDefinition } from './wetread/v1/Reader.ts';
import type { Turn as _wetread_v1_Turn, Turn__Output as _wetread_v1_Turn__Output } from './wetread/v1/Turn.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  wetread: {
    v1: {
      Accepted: MessageTypeDefinition<_wetread_v1_Accepted, _wetread_v1_Accepted__Output>
      AnswerPart: MessageTypeDefinition<_wetread_v1_AnswerPart, _wetread_v1_AnswerPart__Output>
      AnswerRequest: MessageTypeDefinition<_wetread_v1_AnswerRequest, _wetread_v1_AnswerRequest__Output>
      AnswerTimings: MessageTypeDefinition<_wetread_v1_AnswerTimings, _wetread_v1_AnswerTimings__Output>
      Decoding: MessageTypeDefinition<_wetread_v1_Decoding, _wetread_v1_Decoding__Output>
      Finished: MessageTypeDefinition<_wetread_v1_Finished, _wetread_v1_Finished__Output>
      /**
       * Answers a person's follow-up question about a radiograph that was summarised, while the person waits: beside the queue
       * of studies, and before them wherever work waits inside a process. It keeps nothing: the conversation so far comes with
       * each question.
       * 
       * Failures are gRPC statuses: INVALID_ARGUMENT (a question that holds a mark of the prompt's template), OUT_OF_RANGE (image,
       * summary and question alone leave no room for an answer), RESOURCE_EXHAUSTED (too many questions are being answered;
       * `grpc-retry-pushback-ms` in the trailing metadata says when to come again), DEADLINE_EXCEEDED, CANCELLED and UNAVAILABLE
       * (the process is shutting down, or no encoder answered). `wetread-code` in the trailing metadata holds Wetread's own code.
       * A call that is cancelled or past its deadline gives its place in encoder and decoder back.
       */
      Reader: SubtypeConstructor<typeof grpc.Client, _wetread_v1_ReaderClient> & { service: _wetread_v1_ReaderDefinition }
      StopReason: EnumTypeDefinition
      Turn: MessageTypeDefinition<_wetread_v1_Turn, _wetread_v1_Turn__Output>
    }
  }
}

