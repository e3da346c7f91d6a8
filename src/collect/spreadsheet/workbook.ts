import type { FileHandle } from 'node:fs/promises'
import { unpackEntry, type ZipEntry, ZipFault } from './zip-archive.ts'
import { attributeOf, type XmlHandler, XmlScanner } from './xml-scanner.ts'

/** What a workbook says about itself: its sheets in order, which styles are dates, and which day is day 0. */
export interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly entry: ZipEntry; readonly hidden: boolean }[]
  readonly strings: ZipEntry | undefined
  readonly dateStyles: ReadonlySet<number>
  readonly startsIn1904: boolean
}

/** Takes the unpacked bytes of a part as they come; throws when there are too many. */
export type PartGuard = (part: string) => (bytes: number) => void

/** Date formats that every workbook has (ECMA-376 part 1, 18.8.30). */
const DATE_FORMATS: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58,
])

/** Reads the small parts of a workbook. Null when the archive holds none. Throws ZipFault and XmlFault for a damaged one. */
export async function openWorkbook(file: FileHandle, parts: ReadonlyMap<string, ZipEntry>, guard: PartGuard): Promise<Workbook | null> {
  const root = await relations(file, parts, '_rels/.rels', guard)
  const path = [...root.values()].find(({ type }) => type === 'officeDocument')?.path ?? 'xl/workbook.xml'
  const main = parts.get(path)
  if (main === undefined || !path.endsWith('.xml')) return null
  const listed: { name: string; id: string; hidden: boolean }[] = []
  let startsIn1904 = false
  await scanPart(file, main, guard(path), {
    open: (name, attributes) => {
      if (name === 'workbookPr') startsIn1904 = /^(1|true|on)$/.test(attributeOf(attributes, 'date1904'))
      if (name !== 'sheet') return
      const id = attributeOf(attributes, 'r:id') || (/[\w-]:id\s*=\s*["']([^"']*)/.exec(attributes)?.[1] ?? '')
      listed.push({ name: attributeOf(attributes, 'name'), id, hidden: /hidden/i.test(attributeOf(attributes, 'state')) })
    },
    close: () => undefined,
    text: () => undefined,
  })
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const links = await relations(file, parts, `${folder}_rels/${path.slice(folder.length)}.rels`, guard, folder)
  const sheets = listed.flatMap(({ name, id, hidden }) => {
    const link = links.get(id)
    if (link?.type !== 'worksheet') return []
    const entry = parts.get(link.path)
    if (entry === undefined) throw new ZipFault(`its sheet "${name}" is missing`)
    return [{ name, entry, hidden }]
  })
  const linked = (type: string): ZipEntry | undefined => parts.get([...links.values()].find((link) => link.type === type)?.path ?? '')
  const styles = linked('styles')
  return {
    sheets,
    strings: linked('sharedStrings'),
    dateStyles: styles === undefined ? new Set() : await dateStyles(file, styles, guard),
    startsIn1904,
  }
}

/** Feeds a part to a scanner. Ends early when `enough` says so. */
export async function scanPart(
  file: FileHandle,
  entry: ZipEntry,
  guard: (bytes: number) => void,
  handler: XmlHandler,
  enough: () => boolean = () => false,
): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const scanner = new XmlScanner(handler)
  for await (const chunk of unpackEntry(file, entry)) {
    guard(chunk.length)
    scanner.write(decoder.decode(chunk, { stream: true }))
    if (enough()) return
  }
  scanner.write(decoder.decode())
  scanner.end()
}

interface Relation {
  /** The last part of its type, the same in the transitional and the strict form of the standard. */
  readonly type: string
  readonly path: string
}

async function relations(
  file: FileHandle,
  parts: ReadonlyMap<string, ZipEntry>,
  path: string,
  guard: PartGuard,
  folder = '',
): Promise<ReadonlyMap<string, Relation>> {
  const found = new Map<string, Relation>()
  const entry = parts.get(path)
  if (entry === undefined) return found
  await scanPart(file, entry, guard(path), {
    open: (name, attributes) => {
      if (name !== 'Relationship' || attributeOf(attributes, 'TargetMode') === 'External') return
      const type = attributeOf(attributes, 'Type')
      found.set(attributeOf(attributes, 'Id'), {
        type: type.slice(type.lastIndexOf('/') + 1),
        path: resolvePath(folder, attributeOf(attributes, 'Target')),
      })
    },
    close: () => undefined,
    text: () => undefined,
  })
  return found
}

function resolvePath(folder: string, target: string): string {
  const path: string[] = []
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') path.pop()
    else if (step !== '' && step !== '.') path.push(step)
  }
  return path.join('/')
}

async function dateStyles(file: FileHandle, entry: ZipEntry, guard: PartGuard): Promise<ReadonlySet<number>> {
  const custom = new Map<number, boolean>()
  const styles = new Set<number>()
  let [inside, index] = [false, 0]
  await scanPart(file, entry, guard(entry.name), {
    open: (name, attributes) => {
      if (name === 'numFmt') custom.set(Number(attributeOf(attributes, 'numFmtId')), isDateFormat(attributeOf(attributes, 'formatCode')))
      else if (name === 'cellXfs') inside = true
      else if (name === 'xf' && inside) {
        const format = Number(attributeOf(attributes, 'numFmtId') || 0)
        if (custom.get(format) ?? DATE_FORMATS.has(format)) styles.add(index)
        index += 1
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inside = false
    },
    text: () => undefined,
  })
  return styles
}

/** Whether a format shows a day or a time: a letter of one outside quotation marks, brackets and escapes. */
function isDateFormat(code: string): boolean {
  const plain = code.replaceAll(/"[^"]*"|\\.|[_*]./g, '')
  return /\[(h+|m+|s+)\]/i.test(plain) || /[ymdhs]/i.test(plain.replaceAll(/\[[^\]]*\]|general/gi, ''))
}
