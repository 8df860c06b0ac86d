import { WetreadError } from '@wetread/contracts';

export interface Part {
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** To be read, or left, before the next part is asked for: what is left of it is skipped. */
  readonly body: AsyncIterable<Buffer>;
}

const CRLF = '\r\n';
const maxHeaderBytes = 16_384;
const maxPaddingBytes = 1_024;

/**
 * Takes a multipart body (RFC 2046) apart while it arrives; related and form-data are framed alike. Nothing is read
 * ahead, so a slow reader slows the sender down, and no more than one chunk and one part's headers are held (I6).
 *
 * @throws WetreadError invalid_request where the framing is wrong, or the body ends before its last boundary
 */
export class MultipartReader {
  readonly #source: AsyncIterator<Buffer>;
  readonly #delimiter: Buffer;
  /** The first boundary may stand at the very start, without the line break that belongs to all others. */
  #held: Buffer = Buffer.from(CRLF);
  #inBody = true;

  /** @param boundary as the content type gives it, without leading dashes. RFC 2046 has 70 characters; Orthanc's has 73 */
  constructor(source: AsyncIterable<Buffer>, boundary: string) {
    if (!/^[\w'()+,./:=? -]{1,200}$/.test(boundary) || boundary.endsWith(' ')) {
      throw malformed('The content type gives no valid boundary.');
    }
    this.#source = source[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`${CRLF}--${boundary}`, 'latin1');
  }

  async *parts(): AsyncGenerator<Part> {
    await this.#skipBody();
    while (!(await this.#isLast())) {
      const headers = await this.#headers();
      this.#inBody = true;
      yield { headers, body: this.#body() };
      await this.#skipBody();
    }
    await this.#skipEpilogue();
  }

  async *#body(): AsyncGenerator<Buffer> {
    for (let chunk = await this.#bodyChunk(); chunk; chunk = await this.#bodyChunk()) yield chunk;
  }

  async #skipBody(): Promise<void> {
    while (await this.#bodyChunk());
  }

  /** The next bytes before the delimiter; undefined when it is reached, and taken off. */
  async #bodyChunk(): Promise<Buffer | undefined> {
    while (this.#inBody) {
      const at = this.#held.indexOf(this.#delimiter);
      this.#inBody = at < 0;
      // A delimiter may be cut by the end of a chunk: that much is kept for the next look.
      const safe = at < 0 ? this.#held.length - this.#delimiter.length + 1 : at;
      const chunk = safe > 0 ? this.#take(safe) : undefined;
      if (at >= 0) this.#take(this.#delimiter.length);
      if (chunk) return chunk;
      const rest = at < 0 ? await this.#moreOfBody() : undefined;
      if (rest) return rest;
    }
    return undefined;
  }

  /** As `#more`, but what is held is given out instead of copied together with a chunk that does not end the part with it. */
  async #moreOfBody(): Promise<Buffer | undefined> {
    const held = this.#held;
    const chunk = await this.#nextChunk();
    const seam = Buffer.concat([held, chunk.subarray(0, this.#delimiter.length - 1)]);
    const parts = chunk.length < this.#delimiter.length || seam.includes(this.#delimiter);
    this.#held = parts ? Buffer.concat([held, chunk]) : chunk;
    return parts || held.length === 0 ? undefined : held;
  }

  /** Behind a delimiter stands `--` at the end of all, and else blanks and a line break. The line break stays. */
  async #isLast(): Promise<boolean> {
    while (this.#held.length < 2) await this.#more();
    if (this.#held.toString('latin1', 0, 2) === '--') return true;
    const padding = await this.#takeUntil(CRLF, maxPaddingBytes, 'A boundary is followed by other characters.');
    if (/[^ \t]/.test(padding)) throw malformed('A boundary is followed by other characters.');
    return false;
  }

  async #headers(): Promise<Map<string, string>> {
    const text = await this.#takeUntil(CRLF + CRLF, maxHeaderBytes, 'The headers of a part are too long.');
    this.#take(2 * CRLF.length);
    const headers = new Map<string, string>();
    for (const line of text.split(CRLF)) {
      const colon = line.indexOf(':');
      if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
      else if (line !== '') throw malformed('A part has a header line without a name.');
    }
    return headers;
  }

  async #takeUntil(mark: string, maxBytes: number, fault: string): Promise<string> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      if (at > maxBytes || (at < 0 && this.#held.length > maxBytes + mark.length)) throw malformed(fault);
      if (at >= 0) return this.#take(at).toString('utf8');
      await this.#more();
    }
  }

  #take(bytes: number): Buffer {
    const taken = this.#held.subarray(0, bytes);
    this.#held = this.#held.subarray(bytes);
    return taken;
  }

  async #more(): Promise<void> {
    const chunk = await this.#nextChunk();
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
  }

  async #nextChunk(): Promise<Buffer> {
    const { value, done } = await this.#source.next();
    if (done) throw malformed('The body ends before its last boundary.');
    return value;
  }

  async #skipEpilogue(): Promise<void> {
    this.#held = Buffer.alloc(0);
    while (!(await this.#source.next()).done);
  }
}

const malformed = (sentence: string): WetreadError =>
  new WetreadError('invalid_request', `The multipart body cannot be read. ${sentence}`);
