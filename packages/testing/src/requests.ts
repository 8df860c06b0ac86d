import { randomBytes } from 'node:crypto';

export interface StowBody {
  readonly body: Buffer;
  readonly contentType: string;
}

/** A STOW-RS request body, PS3.18 10.5: multipart/related with one part a file. */
export function stowBody(files: readonly Uint8Array[], partType = 'application/dicom'): StowBody {
  const boundary = `wetread-${randomBytes(12).toString('hex')}`;
  const parts = files.flatMap((file) => [
    Buffer.from(`--${boundary}\r\nContent-Type: ${partType}\r\n\r\n`, 'latin1'),
    file,
    Buffer.from('\r\n', 'latin1'),
  ]);
  return {
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`, 'latin1')]),
    contentType: `multipart/related; type="${partType}"; boundary=${boundary}`,
  };
}

export interface UploadFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type?: string;
}

/** The form of POST /v1/studies, for the platform's fetch. Fields stand before files, so that they can be streamed. */
export function uploadForm(files: readonly UploadFile[], fields: Readonly<Record<string, string>> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const { name, bytes, type = 'application/octet-stream' } of files) {
    form.append('files', new Blob([new Uint8Array(bytes)], { type }), name);
  }
  return form;
}
