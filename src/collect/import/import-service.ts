import type { BilingualText } from '#kernel/bilingual-text.ts'
import { refuseChanged } from './file-size.ts'
import type { InspectedFile } from './inspect-file.ts'
import { AppError, messageOf } from '#kernel/app-error.ts'
import { isDiskFull } from '#kernel/disk-full.ts'
import type { AttributeColumn } from '../columns/attribute.ts'
import type { Corrections } from '../columns/corrections.ts'
import type { DecimalFormat } from '../columns/decimal-format.ts'
import type { FileQuestion } from '../columns/file-question.ts'
import type { ColumnReading } from '../columns/interpretation.ts'
import type { MoneyPlan } from '../columns/money-plan.ts'
import type { DateOrder } from './parse-instant.ts'
import { rememberedNotice } from '../columns/remembered-corrections.ts'
import type { TruthTable } from '../columns/truth-table.ts'
import type { TableNote } from '../table/table.ts'
import { guessKind, HAS_ATTRIBUTES, missingFields } from './guess-mapping.ts'
import { type ColumnMapping, IMPORT_FIELDS, type ImportKind } from './import-fields.ts'
import { type ImportDependencies, type ImportOptions, ImportPass, type ImportResult, type RowIssue } from './import-pass.ts'
import {
  adoptPlan,
  type ImportPlan,
  type ImportSource,
  layoutOf,
  openSource,
  planHead,
  planTable,
  refuseOpenQuestions,
} from './import-plan.ts'
import { FileExamination } from './file-examination.ts'
import { countPeople } from './import-writer.ts'
import { OrderExamination } from './order-examination.ts'
import type { OrderLine } from './order-line.ts'
import { keepableColumns, keepingAll } from './keep-attributes.ts'
import { keepCorrections, recallCorrections } from './recall-corrections.ts'
import { readAsRefused } from './mended-rows.ts'
import { ordersThere } from './orders-there.ts'
import { readOtherwise } from './read-otherwise.ts'
import { readingOf } from './row-reading.ts'
import { RecordExamination } from './record-examination.ts'
import type { RecordFigures } from './record-tally.ts'

export type { ImportDependencies, ImportOptions, ImportProgress, ImportResult, RowIssue } from './import-pass.ts'

export interface ImportPreviewResult {
  readonly fileName: string
  readonly format: InspectedFile['format']
  readonly encoding: string
  readonly delimiter: string
  readonly kind: ImportKind
  /** Name of the known layout; null if the columns were recognised one by one. */
  readonly layout: { readonly name: string; readonly label: BilingualText } | null
  readonly sheet: string | null
  readonly sheets: readonly string[]
  readonly headingLine: number
  readonly notes: readonly TableNote[]
  readonly columns: readonly string[]
  /** The meaning of each column, with confidence and reason. */
  readonly readings: readonly ColumnReading[]
  readonly mapping: ColumnMapping
  readonly missing: readonly string[]
  readonly fields: readonly {
    readonly name: string
    readonly required: boolean
    readonly label: BilingualText
  }[]
  readonly sample: readonly (readonly string[])[]
  readonly issues: readonly RowIssue[]
  readonly questions: readonly FileQuestion[]
  /** For customers: the columns kept as attributes, judged by the first rows. */
  readonly attributes: readonly AttributeColumn[]
  /** For customers: heading of each unmapped column with values -> the attribute name it could be kept under. */
  readonly keepable: Readonly<Record<string, string>>
  /**
   * For an order file with all required columns: the figures of its first rows. `rows` is their number, `refused` how many of them cannot be
   * read, `whole` whether they are all rows of the file.
   */
  readonly truth: (TruthTable & { readonly rows: number; readonly refused: number; readonly whole: boolean }) | null
  /** Whether the first rows are all of the file. */
  readonly whole: boolean
  /** For a file of any other kind than orders: the figures of its first rows. */
  readonly records: RecordFigures | null
  readonly dateOrder: DateOrder
  readonly dateOrderSure: boolean
  /** Field -> how its numbers are written. */
  readonly decimals: Readonly<Record<string, DecimalFormat>>
  /** Corrections for this file, given now or kept from the last file with the same headings. */
  readonly corrections: Corrections
  /** The earlier file that some of the corrections come from, and when. */
  readonly remembered: { readonly fileName: string; readonly at: string } | null
  /** Of orders: where the amount of a line comes from. */
  readonly money: MoneyPlan | null
  /** Whether orders have several rows among the first ones. */
  readonly severalRows: boolean
}

export type PreviewSource = Omit<ImportSource, 'kind'> & { readonly kind?: ImportKind }

export interface ImportService {
  /** By default the kind is guessed from the columns. */
  previewImport(source: PreviewSource): Promise<ImportPreviewResult>
  importFile(options: ImportOptions): Promise<ImportResult>
}

/** Kinds whose figures can be absurd as a whole, which is asked before anything is stored. */
const EXAMINED: ReadonlySet<ImportKind> = new Set(['orders', 'measures', 'feedback', 'subscriptions'])
const PREVIEW_ROWS = 20

/** Imports files. Each is read in full and checked before its first row is stored, and can be repeated at any time. */
export function createImportService(deps: ImportDependencies): ImportService {
  return {
    previewImport: (source) => preview(source, deps),
    importFile: (options) => importFile(options, deps),
  }
}

async function preview(asked: PreviewSource, deps: ImportDependencies): Promise<ImportPreviewResult> {
  const { settings, clock, contentSalt, memory, ports } = deps
  const table = await openSource(asked, 'head')
  const { file, delimiter, columns, sample } = table
  const named = layoutOf(table, {
    ...(asked.kind === undefined ? {} : { kind: asked.kind }),
    ...(asked.preset === undefined ? {} : { preset: asked.preset }),
  })
  const kind = asked.kind ?? named?.kind ?? guessKind(columns, sample)
  const { source, remembered } = await recallCorrections(table, await withAttributes({ ...asked, kind }, deps), memory)
  const plan = planHead(table, source, settings, contentSalt, clock.now())
  const missing = missingFields(kind, plan.interpretation.positions)
  const { issues, truth, records, questions } =
    missing.length === 0 ? await readSample(plan, ports, clock.now()) : { issues: [], truth: null, records: null, questions: [] }
  const { layout } = plan.interpretation
  return {
    fileName: file.name,
    format: file.format,
    encoding: file.encoding,
    delimiter,
    kind,
    layout: layout === undefined ? null : { name: layout.name, label: layout.label },
    sheet: table.sheet,
    sheets: table.sheets,
    headingLine: table.headingLine,
    notes: table.notes,
    columns,
    readings: plan.interpretation.columns,
    mapping: plan.mapping,
    missing,
    fields: IMPORT_FIELDS[kind].map(({ name, required, label }) => ({ name, required, label })),
    sample: sample.slice(0, PREVIEW_ROWS),
    issues,
    questions: [
      ...(remembered === null ? [] : [rememberedNotice(kind, remembered, settings.timeZone)]),
      ...plan.interpretation.questions,
      ...questions,
    ],
    attributes: plan.interpretation.attributes,
    whole: table.sampleIsAll,
    keepable: HAS_ATTRIBUTES.has(kind) ? keepableColumns(plan) : {},
    truth,
    records,
    dateOrder: plan.interpretation.dateOrder,
    dateOrderSure: plan.interpretation.dateOrderSure,
    decimals: Object.fromEntries(plan.interpretation.decimals),
    corrections: source.corrections ?? {},
    remembered: remembered === null ? null : { fileName: remembered.fileName, at: remembered.at.toISOString() },
    money: plan.interpretation.money ?? null,
    severalRows: severalRows(plan),
  }
}

function severalRows({ interpretation: { positions }, table: { sample } }: ImportPlan): boolean {
  const at = positions.get('orderId')
  if (at === undefined) return false
  const ids = sample.flatMap((cells) => (cells[at] === undefined || cells[at] === '' ? [] : [cells[at]]))
  return new Set(ids).size < ids.length
}

async function readSample(
  plan: ImportPlan,
  ports: ImportDependencies['ports'],
  now: Date,
): Promise<Pick<ImportPreviewResult, 'issues' | 'truth' | 'records' | 'questions'>> {
  const { table, interpretation } = plan
  const rows = table.sample.map((cells, i) => ({ line: table.headingLine + 1 + i, cells }))
  if (interpretation.kind === 'orders') {
    const lines: OrderLine[] = []
    const examination = new OrderExamination(plan, (line) => lines.push(line))
    examination.add(rows)
    const { figures, understood, questions, issues, refused } = examination.end()
    const customers = await countPeople(lines, ports, now)
    return {
      issues,
      truth: { ...figures, customers, understood, rows: rows.length, refused, whole: table.sampleIsAll },
      records: null,
      questions,
    }
  }
  const examination = new RecordExamination(interpretation.kind, plan)
  examination.add(rows)
  const { figures, questions, issues } = examination.end()
  return { issues, truth: null, records: figures, questions }
}

async function importFile(order: ImportOptions, deps: ImportDependencies): Promise<ImportResult> {
  const { clock, settings, memory } = deps
  const started = clock.now()
  if (order.plan !== undefined) return storeFile(adoptPlan(order.plan, settings, deps.contentSalt), order, deps, started)
  const table = await openSource(order, 'whole', order.signal)
  let asked = order
  let recalled = await recallCorrections(table, await withAttributes(asked, deps), memory)
  if (order.keepAttributes === true) {
    asked = { ...order, corrections: keepingAll(order, planHead(table, recalled.source, settings, deps.contentSalt, started)) }
    recalled = await recallCorrections(table, await withAttributes(asked, deps), memory)
  }
  const { remembered } = recalled
  const source = await readAsRefused(table, recalled.source, deps.ports)
  const options = { ...asked, ...source }
  const examination = EXAMINED.has(options.kind) && options.dryRun !== true ? new FileExamination() : undefined
  let read = 0
  const plan = await planTable(table, source, settings, deps.contentSalt, started, asked.signal, (head) => {
    const hear = examination?.alongside(head)
    return (block) => {
      read += block.length
      asked.onReading?.(read)
      hear?.(block)
    }
  })
  const withNotice = (result: ImportResult): ImportResult =>
    remembered === null
      ? result
      : { ...result, questions: [rememberedNotice(asked.kind, remembered, settings.timeZone), ...result.questions] }
  if (options.dryRun === true) {
    const result = await new ImportPass(options, plan, deps, started).run()
    return withNotice({
      ...result,
      questions: [...(await thereAlready(plan, options, deps)), ...result.questions],
    })
  }
  await refuseAbsurd(plan, options, examination)
  const { name: fileName } = table.file
  return withNotice(
    await storeFile(plan, options, deps, started, () => keepCorrections(asked, recalled, memory, { fileName, at: started })),
  )
}

/** What would be counted twice: the same file read differently, or other lines of stored orders. */
async function thereAlready(
  plan: ImportPlan,
  { kind, syncedRows }: ImportOptions,
  { ports, settings, contentSalt }: ImportDependencies,
): Promise<readonly FileQuestion[]> {
  const otherwise = await readOtherwise(kind, plan, settings.timeZone, ports)
  return otherwise.length > 0 ? otherwise : ordersThere(plan, contentSalt, ports, syncedRows?.keyOf)
}

/** A customer file may contain attributes; the project's attributes determine the types of their columns. */
async function withAttributes<T extends ImportSource>(source: T, { ports }: ImportDependencies): Promise<T> {
  return source.kind === 'customers' ? { ...source, attributes: await ports.attributes() } : source
}

/** `onBegin` is called after the import is recorded and before its first row is stored. */
async function storeFile(
  plan: ImportPlan,
  options: ImportOptions,
  deps: ImportDependencies,
  started: Date,
  onBegin: () => Promise<void> = async () => undefined,
): Promise<ImportResult> {
  const { ports, clock } = deps
  const place = await ports.lock()
  try {
    await ports.markInterrupted(started)
    await ports.repairMerges()
    refuseOpenQuestions(plan.table.file.name, await thereAlready(plan, options, deps), options.corrections?.accept ?? [])
    const pass = new ImportPass(options, plan, deps, started)
    const { file } = plan.table
    await refuseChanged(file)
    await ports.begin({
      id: pass.id,
      kind: options.kind,
      fileName: file.name,
      fileSha256: file.sha256,
      mapping: plan.mapping,
      mappingHash: plan.mappingHash,
      totalBytes: file.bytes,
      originId: pass.originId,
      reading: readingOf(options.kind, plan, options.delayMs ?? 0),
      startedAt: started,
    })
    try {
      await onBegin()
      const result = await pass.run()
      await refuseChanged(file, true)
      await ports.repairMerges()
      await ports.finish(pass.id, 'done', pass.counts(), file.bytes, null, clock.now())
      return result
    } catch (error) {
      const explained = explainStorageError(error, file.name, options.signal)
      const state = options.signal?.aborted === true ? 'interrupted' : 'failed'
      // Report the first error; failing to record it is a consequence.
      await ports.finish(pass.id, state, pass.counts(), pass.readBytes, messageOf(explained), clock.now()).catch(() => undefined)
      throw explained
    }
  } finally {
    await place.release()
  }
}

/** Checks before anything is written: open questions for the owner, and implausible figures. @throws AppError `questions-open`. */
async function refuseAbsurd(plan: ImportPlan, options: ImportOptions, examination: FileExamination | undefined): Promise<void> {
  const accepted = options.corrections?.accept ?? []
  const { name } = plan.table.file
  refuseOpenQuestions(name, plan.interpretation.questions, accepted)
  if (examination === undefined) return
  const examined = await examination.of(plan, options.signal)
  refuseOpenQuestions(name, examined.end().questions, accepted)
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
