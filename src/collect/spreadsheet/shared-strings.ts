import type { FileHandle } from 'node:fs/promises'
import { FILE_LIMITS } from '../import/file-limits.ts'
import { scanPart } from './workbook.ts'
import type { ZipEntry } from './zip-archive.ts'

/** Texts that cells name by number, read once, and no further than `upTo` asks. Phonetic hints are left out. */
export async function readSharedStrings(
  file: FileHandle,
  entry: ZipEntry,
  guard: (bytes: number) => void,
  upTo = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const strings: string[] = []
  let text = ''
  let tooLong = false
  let [inText, inHint] = [false, false]
  await scanPart(
    file,
    entry,
    guard,
    {
      open: (name) => {
        if (name === 'si') [text, tooLong] = ['', false]
        else if (name === 't') inText = true
        else if (name === 'rPh') inHint = true
      },
      close: (name) => {
        if (name === 't') inText = false
        else if (name === 'rPh') inHint = false
        // Longer than any row may be: the row that names it is refused by its length.
        else if (name === 'si') strings.push(tooLong ? text.slice(0, FILE_LIMITS.recordCharacters + 1) : plainText(text))
      },
      text: (piece) => {
        if (!inText || inHint || tooLong) return
        text += piece
        tooLong = text.length > FILE_LIMITS.recordCharacters
      },
    },
    () => strings.length > upTo,
  )
  return strings
}

/** Characters that XML cannot hold are written as _xHHHH_ (ECMA-376 part 1, 22.9.2.19). */
export function plainText(text: string): string {
  if (!text.includes('_x')) return text
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
