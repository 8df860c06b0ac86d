import Table from 'cli-table3';
import { styled } from './output.ts';

const lines =
  'top,top-mid,top-left,top-right,bottom,bottom-mid,bottom-left,bottom-right,left,left-mid,mid,mid-mid,right,right-mid,middle';
const noLines = Object.fromEntries(lines.split(',').map((name) => [name, '']));
const plain = { chars: noLines, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 } };

/** Columns without lines, which read the same in a terminal and in a pipe. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({ ...plain, head: head.map((name) => styled('bold', name)) });
  table.push(...rows.map((row) => [...row]));
  return withoutTrailingBlanks(table.toString());
}

/** Names before values, one a line. */
export function renderFields(fields: readonly (readonly [name: string, value: string | undefined])[]): string {
  const table = new Table(plain);
  for (const [name, value] of fields) if (value !== undefined) table.push([styled('bold', name), value]);
  return withoutTrailingBlanks(table.toString());
}

const withoutTrailingBlanks = (text: string): string => text.replace(/[ \t]+$/gm, '');
