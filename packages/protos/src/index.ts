import { type GrpcObject, loadPackageDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { descriptor } from './generated/descriptor.ts';
import type { ProtoGrpcType as EncoderTypes } from './generated/encoder.ts';
import type { ProtoGrpcType as ReaderTypes } from './generated/reader.ts';

export type { AnswerPart, AnswerPart__Output } from './generated/wetread/v1/AnswerPart.ts';
export type { AnswerRequest, AnswerRequest__Output } from './generated/wetread/v1/AnswerRequest.ts';
export type { DescribeRequest__Output as DescribeRequest } from './generated/wetread/v1/DescribeRequest.ts';
export type { DescribeResponse__Output as DescribeResponse } from './generated/wetread/v1/DescribeResponse.ts';
export type { EncodeRequest, EncodeRequest__Output } from './generated/wetread/v1/EncodeRequest.ts';
export type { EncodeResponse, EncodeResponse__Output } from './generated/wetread/v1/EncodeResponse.ts';
export type { EncoderClient, EncoderHandlers } from './generated/wetread/v1/Encoder.ts';
export type { Finished, Finished__Output } from './generated/wetread/v1/Finished.ts';
export type { Image, Image__Output } from './generated/wetread/v1/Image.ts';
export type { ImageResult, ImageResult__Output } from './generated/wetread/v1/ImageResult.ts';
export type { ReaderClient, ReaderHandlers } from './generated/wetread/v1/Reader.ts';

// The options are those that the types were generated with.
const definition = fromJSON(descriptor as Parameters<typeof fromJSON>[0], {
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
});
const loaded: GrpcObject = loadPackageDefinition(definition);

/** The client classes; their `service` is what a server registers handlers for. */
export const { Encoder } = (loaded as unknown as EncoderTypes).wetread.v1;
export const { Reader } = (loaded as unknown as ReaderTypes).wetread.v1;

/** Trailing metadata of a failed call: Wetread's error code. */
export const ERROR_CODE_METADATA = 'wetread-code';

/** Trailing metadata of a failed call: milliseconds after which to try again, as gRPC's own retries read it. */
export const RETRY_METADATA = 'grpc-retry-pushback-ms';
