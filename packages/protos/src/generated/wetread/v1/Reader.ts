// Generated from wetread/v1/reader.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AnswerPart as _wetread_v1_AnswerPart, AnswerPart__Output as _wetread_v1_AnswerPart__Output } from '../../wetread/v1/AnswerPart.ts';
import type { AnswerRequest as _wetread_v1_AnswerRequest, AnswerRequest__Output as _wetread_v1_AnswerRequest__Output } from '../../wetread/v1/AnswerRequest.ts';

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
export interface ReaderClient extends grpc.Client {
  /**
   * One `accepted`, then the text in any number of `text`, then one `finished`.
   */
  Answer(argument: _wetread_v1_AnswerRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_wetread_v1_AnswerPart__Output>;
  Answer(argument: _wetread_v1_AnswerRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_wetread_v1_AnswerPart__Output>;
  /**
   * One `accepted`, then the text in any number of `text`, then one `finished`.
   */
  answer(argument: _wetread_v1_AnswerRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_wetread_v1_AnswerPart__Output>;
  answer(argument: _wetread_v1_AnswerRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_wetread_v1_AnswerPart__Output>;
  
}

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
export interface ReaderHandlers extends grpc.UntypedServiceImplementation {
  /**
   * One `accepted`, then the text in any number of `text`, then one `finished`.
   */
  Answer: grpc.handleServerStreamingCall<_wetread_v1_AnswerRequest__Output, _wetread_v1_AnswerPart>;
  
}

export interface ReaderDefinition extends grpc.ServiceDefinition {
  Answer: MethodDefinition<_wetread_v1_AnswerRequest, _wetread_v1_AnswerPart, _wetread_v1_AnswerRequest__Output, _wetread_v1_AnswerPart__Output>
}
