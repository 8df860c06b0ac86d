// Generated from wetread/v1/encoder.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { DescribeRequest as _wetread_v1_DescribeRequest, DescribeRequest__Output as _wetread_v1_DescribeRequest__Output } from '../../wetread/v1/DescribeRequest.ts';
import type { DescribeResponse as _wetread_v1_DescribeResponse, DescribeResponse__Output as _wetread_v1_DescribeResponse__Output } from '../../wetread/v1/DescribeResponse.ts';
import type { EncodeRequest as _wetread_v1_EncodeRequest, EncodeRequest__Output as _wetread_v1_EncodeRequest__Output } from '../../wetread/v1/EncodeRequest.ts';
import type { EncodeResponse as _wetread_v1_EncodeResponse, EncodeResponse__Output as _wetread_v1_EncodeResponse__Output } from '../../wetread/v1/EncodeResponse.ts';

/**
 * Turns radiographs into image tokens: rows in the embedding space of the language model of the same bundle.
 * 
 * Failures of a whole call are gRPC statuses: INVALID_ARGUMENT (no images, or more than Describe allows),
 * RESOURCE_EXHAUSTED (the queue is full; `grpc-retry-pushback-ms` in the trailing metadata says when to come again),
 * FAILED_PRECONDITION (another bundle is served than the caller expects), DEADLINE_EXCEEDED, CANCELLED and UNAVAILABLE
 * (the process is shutting down). `wetread-code` in the trailing metadata holds Wetread's own error code.
 * A fault of one image is in its result; the other images of the call are served.
 */
export interface EncoderClient extends grpc.Client {
  Describe(argument: _wetread_v1_DescribeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_wetread_v1_DescribeResponse__Output>): grpc.ClientUnaryCall;
  Describe(argument: _wetread_v1_DescribeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_wetread_v1_DescribeResponse__Output>): grpc.ClientUnaryCall;
  Describe(argument: _wetread_v1_DescribeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_wetread_v1_DescribeResponse__Output>): grpc.ClientUnaryCall;
  Describe(argument: _wetread_v1_DescribeRequest, callback: grpc.requestCallback<_wetread_v1_DescribeResponse__Output>): grpc.ClientUnaryCall;
  describe(argument: _wetread_v1_DescribeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_wetread_v1_DescribeResponse__Output>): grpc.ClientUnaryCall;
  describe(argument: _wetread_v1_DescribeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_wetread_v1_DescribeResponse__Output>): grpc.ClientUnaryCall;
  describe(argument: _wetread_v1_DescribeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_wetread_v1_DescribeResponse__Output>): grpc.ClientUnaryCall;
  describe(argument: _wetread_v1_DescribeRequest, callback: grpc.requestCallback<_wetread_v1_DescribeResponse__Output>): grpc.ClientUnaryCall;
  
  Encode(argument: _wetread_v1_EncodeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_wetread_v1_EncodeResponse__Output>): grpc.ClientUnaryCall;
  Encode(argument: _wetread_v1_EncodeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_wetread_v1_EncodeResponse__Output>): grpc.ClientUnaryCall;
  Encode(argument: _wetread_v1_EncodeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_wetread_v1_EncodeResponse__Output>): grpc.ClientUnaryCall;
  Encode(argument: _wetread_v1_EncodeRequest, callback: grpc.requestCallback<_wetread_v1_EncodeResponse__Output>): grpc.ClientUnaryCall;
  encode(argument: _wetread_v1_EncodeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_wetread_v1_EncodeResponse__Output>): grpc.ClientUnaryCall;
  encode(argument: _wetread_v1_EncodeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_wetread_v1_EncodeResponse__Output>): grpc.ClientUnaryCall;
  encode(argument: _wetread_v1_EncodeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_wetread_v1_EncodeResponse__Output>): grpc.ClientUnaryCall;
  encode(argument: _wetread_v1_EncodeRequest, callback: grpc.requestCallback<_wetread_v1_EncodeResponse__Output>): grpc.ClientUnaryCall;
  
}

/**
 * Turns radiographs into image tokens: rows in the embedding space of the language model of the same bundle.
 * 
 * Failures of a whole call are gRPC statuses: INVALID_ARGUMENT (no images, or more than Describe allows),
 * RESOURCE_EXHAUSTED (the queue is full; `grpc-retry-pushback-ms` in the trailing metadata says when to come again),
 * FAILED_PRECONDITION (another bundle is served than the caller expects), DEADLINE_EXCEEDED, CANCELLED and UNAVAILABLE
 * (the process is shutting down). `wetread-code` in the trailing metadata holds Wetread's own error code.
 * A fault of one image is in its result; the other images of the call are served.
 */
export interface EncoderHandlers extends grpc.UntypedServiceImplementation {
  Describe: grpc.handleUnaryCall<_wetread_v1_DescribeRequest__Output, _wetread_v1_DescribeResponse>;
  
  Encode: grpc.handleUnaryCall<_wetread_v1_EncodeRequest__Output, _wetread_v1_EncodeResponse>;
  
}

export interface EncoderDefinition extends grpc.ServiceDefinition {
  Describe: MethodDefinition<_wetread_v1_DescribeRequest, _wetread_v1_DescribeResponse, _wetread_v1_DescribeRequest__Output, _wetread_v1_DescribeResponse__Output>
  Encode: MethodDefinition<_wetread_v1_EncodeRequest, _wetread_v1_EncodeResponse, _wetread_v1_EncodeRequest__Output, _wetread_v1_EncodeResponse__Output>
}
