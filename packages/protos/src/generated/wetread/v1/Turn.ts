// Generated from wetread/v1/reader.proto


export interface Turn {
  'question'?: (string);
  'answer'?: (string);
}

export interface Turn__Output {
  'question': (string);
  'answer': (string);
}
