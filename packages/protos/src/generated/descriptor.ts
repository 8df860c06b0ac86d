// Generated from wetread/v1/encoder.proto and wetread/v1/reader.proto
export const descriptor: object = {
  "nested": {
    "wetread": {
      "nested": {
        "v1": {
          "nested": {
            "Encoder": {
              "methods": {
                "Encode": {
                  "requestType": "EncodeRequest",
                  "responseType": "EncodeResponse"
                },
                "Describe": {
                  "requestType": "DescribeRequest",
                  "responseType": "DescribeResponse"
                }
              }
            },
            "EncodeRequest": {
              "fields": {
                "images": {
                  "rule": "repeated",
                  "type": "Image",
                  "id": 1
                },
                "expectedBundle": {
                  "type": "string",
                  "id": 2
                },
                "priority": {
                  "type": "Priority",
                  "id": 3
                }
              }
            },
            "Priority": {
              "values": {
                "PRIORITY_UNSPECIFIED": 0,
                "PRIORITY_ROUTINE": 1,
                "PRIORITY_URGENT": 2,
                "PRIORITY_INTERACTIVE": 3
              }
            },
            "Image": {
              "oneofs": {
                "source": {
                  "oneof": [
                    "storageKey",
                    "encoded",
                    "grey"
                  ]
                }
              },
              "fields": {
                "storageKey": {
                  "type": "string",
                  "id": 1
                },
                "encoded": {
                  "type": "bytes",
                  "id": 2
                },
                "grey": {
                  "type": "GreyPixels",
                  "id": 3
                }
              }
            },
            "GreyPixels": {
              "fields": {
                "width": {
                  "type": "uint32",
                  "id": 1
                },
                "height": {
                  "type": "uint32",
                  "id": 2
                },
                "pixels": {
                  "type": "bytes",
                  "id": 3
                }
              }
            },
            "EncodeResponse": {
              "fields": {
                "results": {
                  "rule": "repeated",
                  "type": "ImageResult",
                  "id": 1
                },
                "bundle": {
                  "type": "string",
                  "id": 2
                },
                "imageTokens": {
                  "type": "uint32",
                  "id": 3
                },
                "width": {
                  "type": "uint32",
                  "id": 4
                }
              }
            },
            "ImageResult": {
              "oneofs": {
                "outcome": {
                  "oneof": [
                    "embeddings",
                    "error"
                  ]
                }
              },
              "fields": {
                "embeddings": {
                  "type": "bytes",
                  "id": 1
                },
                "error": {
                  "type": "ImageError",
                  "id": 2
                },
                "queueMs": {
                  "type": "double",
                  "id": 3
                },
                "inferenceMs": {
                  "type": "double",
                  "id": 4
                }
              }
            },
            "ImageError": {
              "fields": {
                "code": {
                  "type": "string",
                  "id": 1
                },
                "message": {
                  "type": "string",
                  "id": 2
                },
                "retryable": {
                  "type": "bool",
                  "id": 3
                }
              }
            },
            "DescribeRequest": {
              "fields": {}
            },
            "DescribeResponse": {
              "fields": {
                "bundle": {
                  "type": "string",
                  "id": 1
                },
                "bundleName": {
                  "type": "string",
                  "id": 2
                },
                "bundleVersion": {
                  "type": "string",
                  "id": 3
                },
                "imageTokens": {
                  "type": "uint32",
                  "id": 4
                },
                "width": {
                  "type": "uint32",
                  "id": 5
                },
                "maxBatch": {
                  "type": "uint32",
                  "id": 6
                },
                "maxImagesPerRequest": {
                  "type": "uint32",
                  "id": 7
                },
                "maxImagePixels": {
                  "type": "uint64",
                  "id": 8
                },
                "maxRequestBytes": {
                  "type": "uint64",
                  "id": 9
                }
              }
            },
            "Reader": {
              "methods": {
                "Answer": {
                  "requestType": "AnswerRequest",
                  "responseType": "AnswerPart",
                  "responseStream": true
                }
              }
            },
            "AnswerRequest": {
              "fields": {
                "imageKey": {
                  "type": "string",
                  "id": 1
                },
                "summaryQuestion": {
                  "type": "string",
                  "id": 2
                },
                "summary": {
                  "type": "string",
                  "id": 3
                },
                "turns": {
                  "rule": "repeated",
                  "type": "Turn",
                  "id": 4
                },
                "question": {
                  "type": "string",
                  "id": 5
                },
                "seed": {
                  "type": "uint32",
                  "id": 6
                }
              }
            },
            "Turn": {
              "fields": {
                "question": {
                  "type": "string",
                  "id": 1
                },
                "answer": {
                  "type": "string",
                  "id": 2
                }
              }
            },
            "AnswerPart": {
              "oneofs": {
                "part": {
                  "oneof": [
                    "accepted",
                    "text",
                    "finished"
                  ]
                }
              },
              "fields": {
                "accepted": {
                  "type": "Accepted",
                  "id": 1
                },
                "text": {
                  "type": "string",
                  "id": 2
                },
                "finished": {
                  "type": "Finished",
                  "id": 3
                }
              }
            },
            "Accepted": {
              "fields": {
                "droppedTurns": {
                  "type": "uint32",
                  "id": 1
                }
              }
            },
            "Finished": {
              "fields": {
                "text": {
                  "type": "string",
                  "id": 1
                },
                "notice": {
                  "type": "string",
                  "id": 2
                },
                "bundleName": {
                  "type": "string",
                  "id": 3
                },
                "bundleVersion": {
                  "type": "string",
                  "id": 4
                },
                "bundle": {
                  "type": "string",
                  "id": 5
                },
                "system": {
                  "type": "string",
                  "id": 6
                },
                "summaryTemplate": {
                  "type": "string",
                  "id": 7
                },
                "turnTemplate": {
                  "type": "string",
                  "id": 8
                },
                "decoding": {
                  "type": "Decoding",
                  "id": 9
                },
                "promptTokens": {
                  "type": "uint32",
                  "id": 10
                },
                "completionTokens": {
                  "type": "uint32",
                  "id": 11
                },
                "stopReason": {
                  "type": "StopReason",
                  "id": 12
                },
                "timings": {
                  "type": "AnswerTimings",
                  "id": 13
                }
              }
            },
            "Decoding": {
              "oneofs": {
                "_seed": {
                  "oneof": [
                    "seed"
                  ]
                }
              },
              "fields": {
                "engine": {
                  "type": "string",
                  "id": 1
                },
                "temperature": {
                  "type": "double",
                  "id": 2
                },
                "topP": {
                  "type": "double",
                  "id": 3
                },
                "repetitionPenalty": {
                  "type": "double",
                  "id": 4
                },
                "maxNewTokens": {
                  "type": "uint32",
                  "id": 5
                },
                "seed": {
                  "type": "uint32",
                  "id": 6,
                  "options": {
                    "proto3_optional": true
                  }
                }
              }
            },
            "StopReason": {
              "values": {
                "STOP_REASON_UNSPECIFIED": 0,
                "STOP_REASON_STOP": 1,
                "STOP_REASON_EOS": 2,
                "STOP_REASON_LENGTH": 3
              }
            },
            "AnswerTimings": {
              "fields": {
                "encodeMs": {
                  "type": "double",
                  "id": 1
                },
                "firstTokenMs": {
                  "type": "double",
                  "id": 2
                },
                "decodeMs": {
                  "type": "double",
                  "id": 3
                }
              }
            }
          }
        }
      }
    }
  }
};
