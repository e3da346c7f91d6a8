import { AppError, messageOf } from '#kernel/app-error.ts'
import { isDiskFull } from '#kernel/disk-full.ts'
import { guessKind, guessMapping, missingFields } from './guess-mapping.ts'
import { type ColumnMapping, IMPORT_FIELDS, type ImportKind } from './import-fields.ts'
import {
  type ImportDependencies,
  type ImportOptions,
  ImportPass,
  type ImportResult,
  type RowIssue,
  rowStep,
  SHOWN_ISSUES,
} from './import-pass.ts'
import { type ImportSource, planHead, planImport, readTableHead } from './import-plan.ts'
import { findPreset } from './import-presets.ts'
import { readingOf } from './row-reading.ts'

export type { ImportDependencies, ImportOptions, ImportProgress, ImportResult, RowIssue } from './import-pass.ts'

export interface ImportPreviewResult {
  readonly fileName: string
  readonly format: 'csv' | 'xlsx'
  readonly encoding: string
  readonly delimiter: string
  readonly kind: ImportKind
  readonly columns: readonly string[]
  readonly mapping: ColumnMapping
  readonly missing: readonly string[]
  readonly fields: readonly {
    readonly name: string
    readonly required: boolean
    readonly label: { readonly zh: string; readonly en: string }
  }[]
  readonly sample: readonly (readonly string[])[]
  readonly issues: readonly RowIssue[]
}

export type PreviewSource = Omit<ImportSource, 'kind'> & { readonly kind?: ImportKind }

export interface ImportService {
  /** Without a kind it is guessed from the columns. */
  previewImport(source: PreviewSource): Promise<ImportPreviewResult>
  importFile(options: ImportOptions): Promise<ImportResult>
}

const PREVIEW_ROWS = 20

/** Imports of files: each is read in full and checked before its first row is stored, and may be repeated at any time. */
export function createImportService(deps: ImportDependencies): ImportService {
  return {
    previewImport: (source) => preview(source, deps),
    importFile: (options) => importFile(options, deps),
  }
}

async function preview(asked: PreviewSource, { settings, clock }: ImportDependencies): Promise<ImportPreviewResult> {
  const head = await readTableHead(asked.file, asked.fileName, undefined, 'head')
  const { file, delimiter, columns, sample } = head
  const source: ImportSource = { ...asked, kind: asked.kind ?? guessKind(columns, sample) }
  const preset = source.preset === undefined ? undefined : findPreset(source.preset, source.kind)
  const mapping = { ...(preset?.mapping ?? guessMapping(source.kind, columns, sample)), ...source.mapping }
  const missing = missingFields(source.kind, mapping)
  const issues: RowIssue[] = []
  if (missing.length === 0) {
    const step = rowStep(source.kind, planHead(head, source, settings, clock.now()))
    for (const [i, cells] of sample.entries()) {
      const result = step(cells)
      if (!result.ok) issues.push({ row: i + 2, ...result.refusal })
    }
  }
  return {
    fileName: file.name,
    format: file.format,
    encoding: file.encoding,
    delimiter,
    kind: source.kind,
    columns,
    mapping,
    missing,
    fields: IMPORT_FIELDS[source.kind].map(({ name, required, label }) => ({ name, required, label })),
    sample: sample.slice(0, PREVIEW_ROWS),
    issues: issues.slice(0, SHOWN_ISSUES),
  }
}

async function importFile(options: ImportOptions, deps: ImportDependencies): Promise<ImportResult> {
  const { ports, clock, settings } = deps
  const started = clock.now()
  const plan = await planImport(options, settings, started, options.signal)
  if (options.dryRun === true) return new ImportPass(options, plan, deps, started).run()
  const place = await ports.lock()
  try {
    await ports.markInterrupted(started)
    await ports.repairMerges()
    const pass = new ImportPass(options, plan, deps, started)
    await ports.begin({
      id: pass.id,
      kind: options.kind,
      fileName: plan.file.name,
      fileSha256: plan.file.sha256,
      mapping: plan.mapping,
      mappingHash: plan.mappingHash,
      totalBytes: plan.file.bytes,
      originId: pass.originId,
      reading: readingOf(options.kind, plan, options.delayMs ?? 0),
      startedAt: started,
    })
    try {
      const result = await pass.run()
      await ports.repairMerges()
      await ports.finish(pass.id, 'done', pass.counts(), plan.file.bytes, null, clock.now())
      return result
    } catch (error) {
      const explained = explainStorageError(error, plan.file.name, options.signal)
      const state = options.signal?.aborted === true ? 'interrupted' : 'failed'
      // The first error is the one to tell; that the note of it could not be written follows from it.
      await ports.finish(pass.id, state, pass.counts(), pass.readBytes, messageOf(explained), clock.now()).catch(() => undefined)
      throw explained
    }
  } finally {
    await place.release()
  }
}

function explainStorageError(error: unknown, fileName: string, signal: AbortSignal | undefined): unknown {
  if (error instanceof AppError) return error
  if (signal?.aborted === true) {
    return new AppError(
      'conflict',
      'import-cancelled',
      `The import of ${fileName} was stopped; import the file again to finish it, nothing counts twice.`,
      { details: { file: fileName } },
    )
  }
  if (isDiskFull(error)) {
    return new AppError(
      'unavailable',
      'disk-full',
      `The disk is full: free some space and import ${fileName} again, nothing counts twice.`,
      { cause: error },
    )
  }
  return error
}
