import type { ImportPreviewResult, ImportResult } from '#collect/import/import-service.ts'
import type { Answer } from '../shared-schemas.ts'
import type { Import } from './data-schemas.ts'
import type { ImportOrder, ImportPreview } from './import-preview-schemas.ts'

/** An import as the store keeps it. */
export type KeptImport = Omit<Answer<typeof Import>, 'undoable'> & {
  /** Whether what it stored is noted row by row. */
  readonly noted: boolean
}

export function importAnswer(kept: KeptImport): Answer<typeof Import> {
  return { ...kept, undoable: kept.noted && kept.state !== 'running' && kept.state !== 'undone' }
}

/** The order as the stage takes it. */
export function orderOf({ kind, preset, mapping, corrections, wish, forget }: ImportOrder) {
  return { kind, corrections, wish, forget, ...(preset === null ? {} : { preset }), ...(mapping === null ? {} : { mapping }) }
}

export function previewAnswer({ readings, truth, ...preview }: ImportPreviewResult): Omit<ImportPreview, 'uploadId'> {
  return {
    ...preview,
    readings: readings.map(({ field, ...reading }) => ({ ...reading, field: field ?? null })),
    truth: truth === null ? null : { ...truth, statuses: statusAnswers(truth.statuses) },
  }
}

export function statusAnswers(statuses: ImportResult['statuses']) {
  return statuses.map(({ field, word, rows, counts }) => ({ field, word, rows, counts: counts ?? null }))
}
