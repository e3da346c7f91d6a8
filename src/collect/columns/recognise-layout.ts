import { IMPORT_PRESETS, findPreset } from '../import/import-presets.ts'
import type { ImportKind } from '../import/import-fields.ts'
import type { KnownLayout } from './known-layout.ts'
export function findLayout(name: string, kind?: ImportKind): KnownLayout | undefined {
  const preset = findPreset(name, kind ?? 'orders')
  return preset === undefined
    ? undefined
    : { ...preset, label: { zh: name, en: name }, marks: Object.values(preset.mapping), fields: preset.mapping }
}
export function recogniseLayout(columns: readonly string[]): { layout: KnownLayout; share: number } | undefined {
  for (const { name, kind, mapping } of IMPORT_PRESETS) {
    const layout = Object.values(mapping).every((column) => columns.includes(column)) ? findLayout(name, kind) : undefined
    if (layout !== undefined) return { layout, share: 1 }
  }
  return undefined
}
export function layoutNames(kind: ImportKind): string[] {
  return IMPORT_PRESETS.filter((preset) => preset.kind === kind).map(({ name }) => name)
}
