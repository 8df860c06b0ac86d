// Generated from wetread/v1/encoder.proto


export interface DescribeRequest {
}

export interface DescribeRequest__Output {
}
