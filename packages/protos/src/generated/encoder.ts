import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { DescribeRequest as _wetread_v1_DescribeRequest, DescribeRequest__Output as _wetread_v1_DescribeRequest__Output } from './wetread/v1/DescribeRequest.ts';
import type { DescribeResponse as _wetread_v1_DescribeResponse, DescribeResponse__Output as _wetread_v1_DescribeResponse__Output } from './wetread/v1/DescribeResponse.ts';
import type { EncodeRequest as _wetread_v1_EncodeRequest, EncodeRequest__Output as _wetread_v1_EncodeRequest__Output } from './wetread/v1/EncodeRequest.ts';
import type { EncodeResponse as _wetread_v1_EncodeResponse, EncodeResponse__Output as _wetread_v1_EncodeResponse__Output } from './wetread/v1/EncodeResponse.ts';
import type { EncoderClient as _wetread_v1_EncoderClient, EncoderDefinition as _wetread_v1_EncoderDefinition } from './wetread/v1/Encoder.ts';
import type { GreyPixels as _wetread_v1_GreyPixels, GreyPixels__Output as _wetread_v1_GreyPixels__Output } from './wetread/v1/GreyPixels.ts';
import type { Image as _wetread_v1_Image, Image__Output as _wetread_v1_Image__Output } from './wetread/v1/Image.ts';
import type { ImageError as _wetread_v1_ImageError, ImageError__Output as _wetread_v1_ImageError__Output } from './wetread/v1/ImageError.ts';
import type { ImageResult as _wetread_v1_ImageResult, ImageResult__Output as _wetread_v1_ImageResult__Output } from './wetread/v1/ImageResult.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  wetread: {
    v1: {
      DescribeRequest: MessageTypeDefinition<_wetread_v1_DescribeRequest, _wetread_v1_DescribeRequest__Output>
      DescribeResponse: MessageTypeDefinition<_wetread_v1_DescribeResponse, _wetread_v1_DescribeResponse__Output>
      EncodeRequest: MessageTypeDefinition<_wetread_v1_EncodeRequest, _wetread_v1_EncodeRequest__Output>
      EncodeResponse: MessageTypeDefinition<_wetread_v1_EncodeResponse, _wetread_v1_EncodeResponse__Output>
      /**
       * Turns radiographs into image tokens: rows in the embedding space of the language model of the same bundle.
       * 
       * Failures of a whole call are gRPC statuses: INVALID_ARGUMENT (no images, or more than Describe allows),
       * RESOURCE_EXHAUSTED (the queue is full; `grpc-retry-pushback-ms` in the trailing metadata says when to come again),
       * FAILED_PRECONDITION (another bundle is served than the caller expects), DEADLINE_EXCEEDED, CANCELLED and UNAVAILABLE
       * (the process is shutting down). `wetread-code` in the trailing metadata holds Wetread's own error code.
       * A fault of one image is in its result; the other images of the call are served.
       */
      Encoder: SubtypeConstructor<typeof grpc.Client, _wetread_v1_EncoderClient> & { service: _wetread_v1_EncoderDefinition }
      GreyPixels: MessageTypeDefinition<_wetread_v1_GreyPixels, _wetread_v1_GreyPixels__Output>
      Image: MessageTypeDefinition<_wetread_v1_Image, _wetread_v1_Image__Output>
      ImageError: MessageTypeDefinition<_wetread_v1_ImageError, _wetread_v1_ImageError__Output>
      ImageResult: MessageTypeDefinition<_wetread_v1_ImageResult, _wetread_v1_ImageResult__Output>
      Priority: EnumTypeDefinition
    }
  }
}

