import { type Encoding, uint16 } from './elements.ts';

/** Text without its padding, PS3.5 6.2: spaces and, for identifiers, a null. */
export function text(value: Buffer | undefined, charset: 'utf8' | 'latin1' = 'latin1'): string {
  return (value ?? Buffer.alloc(0))
    .toString(charset)
    .replace(/[\0 ]+$/, '')
    .trimStart();
}

export function texts(value: Buffer | undefined): string[] {
  const whole = text(value);
  return whole === '' ? [] : whole.split('\\').map((part) => part.trim());
}

/** Decimal and integer strings; what is not a finite number is left out. */
export function numbers(value: Buffer | undefined): number[] {
  return texts(value)
    .filter((part) => part !== '')
    .map(Number)
    .filter(Number.isFinite);
}

/** The first 16-bit integer, or undefined. */
export function unsigned(value: Buffer | undefined, encoding: Encoding): number | undefined {
  return value && value.length >= 2 ? uint16(value, 0, encoding) : undefined;
}
