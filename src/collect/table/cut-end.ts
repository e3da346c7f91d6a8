import { open } from 'node:fs/promises'
import type { InspectedFile } from '../import/inspect-file.ts'

/** How much of the end of a file is looked at. */
const TAIL_BYTES = 1 << 16
const LEAST_LINES = 3
const DECIMALS = /\d[.,](\d+)"?$/

/** Whether a text looks as if it was cut off within its last row: no line break ends it, and the row is unlike those above it. */
export async function looksCutOff({ path, format, gzip, encoding, bytes }: InspectedFile, delimiter: string): Promise<boolean> {
  if (format !== 'csv' || gzip || encoding.startsWith('utf-16')) return false
  const from = Math.max(0, bytes - TAIL_BYTES)
  const file = await open(path)
  try {
    const buffer = Buffer.alloc(bytes - from)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
    const lines = buffer.toString('latin1', 0, bytesRead).split(/\r\n|\r|\n/)
    return isCutRow(lines.slice(1, -1), lines.at(-1) ?? '', delimiter)
  } finally {
    await file.close()
  }
}

/**
 * @param above The rows above the last, without the heading.
 * @param last What follows the last line break; '' where one ends the file.
 */
export function isCutRow(above: readonly string[], last: string, delimiter: string): boolean {
  const rows = above.filter((row) => row.trim() !== '')
  if (last.trim() === '' || rows.length < LEAST_LINES) return false
  const cells = rows.map((row) => lastCell(row, delimiter))
  const cell = lastCell(last, delimiter)
  if (countOf(last, delimiter) < Math.min(...rows.map((row) => countOf(row, delimiter)))) return true
  const same = (measure: (text: string) => number | undefined): boolean => {
    const [first, ...others] = cells.map(measure)
    return first !== undefined && first > 0 && others.every((value) => value === first) && (measure(cell) ?? 0) < first
  }
  return same((text) => DECIMALS.exec(text)?.[1]?.length) || same((text) => text.length) || same((text) => Number(text.endsWith('"')))
}

function lastCell(row: string, delimiter: string): string {
  return row.slice(row.lastIndexOf(delimiter) + 1).trim()
}

function countOf(row: string, delimiter: string): number {
  return row.split(delimiter).length
}
