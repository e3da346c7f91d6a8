import type { ImportPreviewResult, ImportResult } from '#collect/import/import-service.ts'
import { refuseOpenQuestions } from '#collect/import/import-plan.ts'
import type { Import } from '#http/collect/data-schemas.ts'
import type { ImportPreview } from '#http/collect/import-preview-schemas.ts'
import type { ImportOrder } from '#http/collect/import-order.ts'
import type { Imports, UploadedFile } from '#http/services.ts'
import { mapPage } from '#kernel/page.ts'
import type { StoredImport } from '#store/relational/import-store.ts'
import type { House } from './house.ts'
import { importAndProfile } from './import-and-profile.ts'
import { undoAndProfile } from './undo-and-profile.ts'

/** Questions that the first rows of a file answer as all of them do; others are asked of the whole file. */
const SEEN_AT_ONCE: ReadonlySet<string> = new Set(['unknown-status', 'which-column', 'attribute-differs', 'attribute-personal'])

/** Previews, imports and their list in the words of the API. */
export function importServices(house: House): Imports {
  return {
    preview: async (file, { kind, preset, corrections, wish, forget }) =>
      toPreview(
        await house.imports.previewImport({
          ...sourceOf(file),
          ...(kind === undefined ? {} : { kind }),
          ...(preset === undefined ? {} : { preset }),
          ...(corrections === undefined ? {} : { corrections }),
          ...(wish === undefined ? {} : { wish }),
          ...(forget === undefined ? {} : { forget }),
        }),
      ),
    checkOrder: async (file, order) => {
      const { questions } = await house.imports.previewImport({ ...sourceOf(file), ...orderOf(order) })
      refuseOpenQuestions(
        file.fileName,
        questions.filter(({ code }) => SEEN_AT_ONCE.has(code)),
        order.corrections.accept ?? [],
      )
    },
    run: async (file, order, { progress, signal }) => {
      const result = await importAndProfile(house, {
        ...sourceOf(file),
        ...orderOf(order),
        dryRun: order.dryRun,
        signal,
        onReading: (rows) => progress('reading', rows, 0),
        onProgress: ({ rows, totalRows }) => progress('rows', rows, totalRows),
        onProfiles: () => progress('profiles', 0, 1),
      })
      return { ...result, statuses: toStatuses(result.statuses) }
    },
    undoReport: (importId) => house.undos.survey(importId),
    undo: async (importId, by, { progress, signal }) => ({
      ...(await undoAndProfile(house, importId, {
        by,
        signal,
        onProgress: (done, total) => progress('undo', done, total),
        onProfiles: () => progress('profiles', 0, 1),
      })),
    }),
    list: async (page) => mapPage(await house.importStore.list(page), toImport),
  }
}

function sourceOf({ path, fileName }: UploadedFile) {
  return { file: path, fileName }
}

function orderOf({ kind, preset, mapping, corrections, wish, forget }: ImportOrder) {
  return { kind, corrections, wish, forget, ...(preset === null ? {} : { preset }), ...(mapping === null ? {} : { mapping }) }
}

function toPreview(preview: ImportPreviewResult): Omit<ImportPreview, 'uploadId'> {
  const { issues, readings, truth, attributes, ...rest } = preview
  return {
    ...rest,
    attributes: attributes.map(({ decimalMark: _mark, ...column }) => column),
    readings: readings.map(({ field, ...reading }) => ({ ...reading, field: field ?? null })),
    issues: issues.map(({ row, reason, field, message }) => ({ row, reason, field, message })),
    truth: truth === null ? null : { ...truth, statuses: toStatuses(truth.statuses) },
  }
}

function toStatuses(statuses: ImportResult['statuses']) {
  return statuses.map(({ field, word, rows, counts }) => ({ field, word, rows, counts: counts ?? null }))
}

function toImport(row: StoredImport): Import {
  const { noted, undo: _undo, ...rest } = row
  return {
    ...rest,
    undoable: noted && row.state !== 'running' && row.state !== 'undone',
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    undoneAt: row.undoneAt?.toISOString() ?? null,
  }
}
