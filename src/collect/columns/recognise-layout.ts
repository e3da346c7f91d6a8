import { AppError } from '#kernel/app-error.ts'
import type { ImportKind } from '../import/import-fields.ts'
import type { KnownLayout } from './known-layout.ts'
import { KNOWN_LAYOUTS } from './known-layouts.ts'

export interface RecognisedLayout {
  readonly layout: KnownLayout
  /** Share of the layout's fields that the file has, 0 to 1. */
  readonly share: number
}

/**
 * The layout of a file by its headings, in any order and among the seller's own columns: all required headings are present and no excluded one. Of several
 * matches, the one with the most required headings wins, then the one with the most of its fields. Case, width, blanks and a unit in brackets do not matter.
 */
export function recogniseLayout(columns: readonly string[]): RecognisedLayout | undefined {
  const there = new Set(columns.flatMap((column) => [foldHeading(column), bareHeading(column)]))
  const has = (heading: string): boolean => there.has(foldHeading(heading)) || there.has(bareHeading(heading))
  let best: RecognisedLayout | undefined
  for (const layout of KNOWN_LAYOUTS) {
    if (!layout.marks.every(has) || layout.never?.some((heading) => there.has(foldHeading(heading))) === true) continue
    const fields = Object.values(layout.fields)
    const found = fields.filter((headings) => (typeof headings === 'string' ? [headings] : headings).some(has)).length
    const candidate = { layout, share: found / fields.length }
    if (best === undefined || weight(candidate) > weight(best)) best = candidate
  }
  return best
}

/**
 * The layout of that name; undefined for `generic`, where the columns are recognised from the file.
 *
 * @throws AppError `unknown-preset`, listing the names.
 */
export function findLayout(name: string, kind?: ImportKind): KnownLayout | undefined {
  if (name === 'generic') return undefined
  const layout = KNOWN_LAYOUTS.find((one) => one.name === name && (kind === undefined || one.kind === kind))
  if (layout !== undefined) return layout
  const names = [...layoutNames(kind), 'generic'].join(', ')
  throw new AppError(
    'invalid-input',
    'unknown-preset',
    `There is no preset "${name}"${kind === undefined ? '' : ` for ${kind}`}: use one of ${names}.`,
    {
      details: { preset: name, presets: names },
    },
  )
}

/** Valid preset names. */
export function layoutNames(kind?: ImportKind): string[] {
  return KNOWN_LAYOUTS.filter((layout) => (kind === undefined || layout.kind === kind) && layout.refused === undefined).map(
    ({ name }) => name,
  )
}

function weight({ layout, share }: RecognisedLayout): number {
  return layout.marks.length + share
}

function foldHeading(heading: string): string {
  return heading.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase()
}

/** Without brackets at its end: 用户实付金额(元) and 用户实付金额 are the same. */
function bareHeading(heading: string): string {
  const folded = foldHeading(heading)
  const bare = folded
    .replaceAll(/[([][^()[\]]*[)\]]/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
  return bare === '' ? folded : bare
}
