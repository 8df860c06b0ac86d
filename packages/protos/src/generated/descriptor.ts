// Generated from wetread/v1/encoder.proto
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
                "PRIORITY_URGENT": 2
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
            }
          }
        }
      }
    }
  }
};
