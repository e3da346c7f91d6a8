import type { Corrections, FileWish, ImportKind } from './import-preview-schemas.ts'

/** How a file that was uploaded is to be imported. */
export interface ImportOrder {
  readonly kind: ImportKind
  readonly preset: string | null
  readonly mapping: Readonly<Record<string, string>> | null
  readonly corrections: Corrections
  readonly wish: FileWish
  readonly forget: boolean
  readonly dryRun: boolean
}
