import { findLayout } from '../columns/recognise-layout.ts'
import type { KnownLayout } from '../columns/known-layout.ts'
import type { ColumnMapping, ImportKind } from './import-fields.ts'
import type { DateOrder } from './parse-instant.ts'

/** A known layout, each of its fields under one heading. Anything not given comes from the project's settings. */
export interface ImportPreset {
  readonly name: string
  readonly kind: ImportKind
  readonly mapping: ColumnMapping
  readonly timeZone?: string
  readonly currency?: string
  readonly dateOrder?: DateOrder
  /** Orders whose number has this prefix are accounting corrections, whatever the sign of their price. */
  readonly adjustmentPrefix?: string
}

/** Layouts that never had another heading. */
export const IMPORT_PRESETS: readonly ImportPreset[] = ['online-retail', 'liuke-orders', 'liuke-customers', 'liuke-tickets'].flatMap(
  (name) => presetOf(findLayout(name)) ?? [],
)

function presetOf(layout: KnownLayout | undefined): ImportPreset | undefined {
  if (layout === undefined) return undefined
  const { fields, name, kind, ...more } = layout
  const mapping = Object.entries(fields).map(([field, headings]) => [field, typeof headings === 'string' ? headings : headings[0]])
  return { ...more, name, kind, mapping: Object.fromEntries(mapping) as ColumnMapping }
}
