import Type from 'typebox'
import { BilingualText, Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const ImportKind = Type.Union([
  Type.Literal('orders'),
  Type.Literal('customers'),
  Type.Literal('tickets'),
  Type.Literal('measures'),
  Type.Literal('feedback'),
  Type.Literal('subscriptions'),
  Type.Literal('accounts'),
  Type.Literal('sign_ins'),
])
export type ImportKind = Static<typeof ImportKind>

/** What the status of an order says about its money. */
export const StatusClass = Type.Union([
  Type.Literal('paid'),
  Type.Literal('unpaid'),
  Type.Literal('cancelled'),
  Type.Literal('refunded'),
  Type.Literal('part-refunded'),
  Type.Literal('refund-pending'),
  Type.Literal('exchanged'),
])
export type StatusClass = Static<typeof StatusClass>

export const DateOrder = Type.Union([Type.Literal('dmy'), Type.Literal('mdy'), Type.Literal('ymd')])
const DecimalMark = Type.Union([Type.Literal('.'), Type.Literal(',')])
const shortText = Type.String({ maxLength: 1_000 })

/** What the owner of a file says against or beyond our reading. All but `accept` is kept for the next file of the same headings. */
export const Corrections = Type.Object({
  mapping: Type.Optional(Type.Record(Type.String(), Nullable(shortText), { description: 'field -> column, null for none' })),
  statuses: Type.Optional(Type.Record(Type.String(), StatusClass, { description: 'status word -> what it means' })),
  dateOrder: Type.Optional(DateOrder),
  decimalMark: Type.Optional(DecimalMark),
  monthDay: Type.Optional(
    Type.Union([Type.Literal('first'), Type.Literal('last')], {
      description: 'The day that is meant by a month, of measures that say no day',
    }),
  ),
  accept: Type.Optional(
    Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50, description: 'Codes of blocking questions answered with: it is so' }),
  ),
})
export type Corrections = Static<typeof Corrections>

/** Where the table lies in the file, for what would be guessed. */
export const FileWish = Type.Object({
  sheet: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Of a spreadsheet: name or place from 1' })),
  encoding: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 40,
      description: 'utf-8, gb18030, big5, shift_jis, euc-kr, windows-1252, windows-1250, windows-1251, windows-1254, koi8-r …',
    }),
  ),
  headingLine: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})
export type FileWish = Static<typeof FileWish>

/** How to look at an uploaded file again. */
export const PreviewBody = Type.Object({
  kind: Type.Optional(ImportKind),
  preset: Type.Optional(Type.String({ maxLength: 100 })),
  corrections: Type.Optional(Corrections),
  wish: Type.Optional(FileWish),
  /** Leaves out what was said of an earlier file of the same headings. */
  forget: Type.Optional(Type.Boolean()),
})
export type PreviewBody = Static<typeof PreviewBody>

const MoneyByCurrency = Type.Record(Type.String(), Type.Number(), { description: 'currency -> amount in its major unit' })

export const FileQuestion = Type.Object({
  code: Type.String(),
  weight: Type.Union([Type.Literal('notice'), Type.Literal('question'), Type.Literal('blocking')]),
  text: BilingualText,
  field: Type.Optional(Type.String()),
  columns: Type.Optional(Type.Array(Type.String())),
  freeName: Type.Optional(Type.String({ description: 'Name under which a column can be kept as another attribute' })),
  words: Type.Optional(Type.Array(Type.Object({ word: Type.String(), rows: Type.Integer() }))),
})
export type FileQuestion = Static<typeof FileQuestion>

export const FileNote = Type.Object({ code: Type.String(), text: BilingualText })

const StatusReading = Type.Object({
  field: Type.Union([Type.Literal('status'), Type.Literal('refundStatus')]),
  word: Type.String(),
  rows: Type.Integer(),
  /** Null for a word that is not known. */
  counts: Nullable(StatusClass),
})

/** What a file of orders comes to: the same figures before and after its import. */
export const FileFigures = Type.Object({
  orders: Type.Integer(),
  anonymousOrders: Type.Integer(),
  customers: Type.Integer(),
  sales: MoneyByCurrency,
  refunds: MoneyByCurrency,
  /** Orders with something that came back or was refunded. */
  returns: Type.Integer(),
  firstAt: Nullable(Instant),
  lastAt: Nullable(Instant),
  statuses: Type.Array(StatusReading),
  /** Orders whose status word is not known: in no other figure until it is answered. */
  unanswered: Type.Object({ orders: Type.Integer(), amounts: MoneyByCurrency }),
  tests: Type.Object({ orders: Type.Integer(), sales: MoneyByCurrency }),
  months: Type.Array(Type.Object({ month: Type.String(), orders: Type.Integer(), sales: MoneyByCurrency })),
})
export type FileFigures = Static<typeof FileFigures>

const ConsentCounts = Type.Object({ yes: Type.Integer(), no: Type.Integer(), unclear: Type.Integer(), notSaid: Type.Integer() })

/** What a file of any other kind than orders comes to. */
export const RecordFigures = Type.Union([
  Type.Object({
    kind: Type.Literal('customers'),
    rows: Type.Integer(),
    people: Type.Integer({ description: 'Who share no identifier within the file' }),
    withPhone: Type.Integer(),
    withEmail: Type.Integer(),
    withNeither: Type.Integer(),
    unusable: Type.Integer({ description: 'Rows with a value that is masked or cannot be used, beside one that can' }),
    consents: Type.Object({
      marketing: ConsentCounts,
      email: ConsentCounts,
      sms: ConsentCounts,
      phone: ConsentCounts,
      wechat: ConsentCounts,
      webhook: ConsentCounts,
    }),
    firstAt: Nullable(Instant),
    lastAt: Nullable(Instant),
  }),
  Type.Object({
    kind: Type.Literal('tickets'),
    rows: Type.Integer(),
    tickets: Type.Integer(),
    open: Type.Integer(),
    closed: Type.Integer(),
    kinds: Type.Record(Type.String(), Type.Integer()),
    people: Type.Integer(),
    withoutCustomer: Type.Integer(),
    firstAt: Nullable(Instant),
    lastAt: Nullable(Instant),
  }),
  Type.Object({
    kind: Type.Literal('measures'),
    rows: Type.Integer(),
    values: Type.Integer(),
    people: Type.Integer(),
    measures: Type.Array(
      Type.Object({ name: Type.String(), unit: Type.String(), values: Type.Integer(), least: Type.Number(), most: Type.Number() }),
    ),
    moreMeasures: Type.Integer({ description: 'Measures beyond those listed' }),
    replaced: Type.Integer({ description: 'Values that another one of the same customer, measure, unit and time in the file replaces' }),
    firstAt: Nullable(Instant),
    lastAt: Nullable(Instant),
  }),
  Type.Object({
    kind: Type.Literal('feedback'),
    rows: Type.Integer(),
    answers: Type.Integer(),
    kinds: Type.Array(
      Type.Object({
        kind: Type.String(),
        answers: Type.Integer(),
        scored: Type.Integer(),
        mean: Nullable(Type.Number({ description: 'Null without a score, and where scores are on several scales' })),
        most: Nullable(Type.Integer({ description: 'The highest score of the scale; null where there are several' })),
      }),
    ),
    written: Type.Integer({ description: 'Answers with something written' }),
    people: Type.Integer(),
    withoutCustomer: Type.Integer(),
    firstAt: Nullable(Instant),
    lastAt: Nullable(Instant),
  }),
  Type.Object({
    kind: Type.Literal('subscriptions'),
    rows: Type.Integer(),
    subscriptions: Type.Integer(),
    people: Type.Integer(),
    ended: Type.Integer({ description: 'Rows whose end has passed' }),
    endsLater: Type.Integer({ description: 'Rows whose end is still to come' }),
    plans: Type.Integer(),
    bare: Type.Integer({ description: 'Rows that say nothing but who and since when' }),
    firstAt: Nullable(Instant),
    lastAt: Nullable(Instant),
  }),
  Type.Object({
    kind: Type.Literal('accounts'),
    rows: Type.Integer(),
    accounts: Type.Integer(),
    people: Type.Integer(),
    withoutPerson: Type.Integer({ description: 'Rows that are about the account alone' }),
    left: Type.Integer({ description: 'Rows of people with a day on which they left' }),
    firstAt: Nullable(Instant),
    lastAt: Nullable(Instant),
  }),
  Type.Object({
    kind: Type.Literal('sign_ins'),
    rows: Type.Integer(),
    people: Type.Integer(),
    activities: Type.Integer(),
    stores: Type.Integer(),
    firstAt: Nullable(Instant),
    lastAt: Nullable(Instant),
  }),
])
export type RecordFigures = Static<typeof RecordFigures>

/** A row as it was understood; what is personal is masked. */
export const UnderstoodRow = Type.Object({
  line: Type.Integer(),
  orderId: Type.String(),
  customer: Type.String(),
  at: Type.String(),
  kind: Type.Union([Type.Literal('sale'), Type.Literal('return'), Type.Literal('adjustment'), Type.Literal('refused')]),
  product: Type.String(),
  quantity: Type.Number(),
  amount: Type.Number(),
  refund: Type.Number(),
  currency: Type.String(),
  reason: Type.Optional(Type.String()),
  remark: BilingualText,
})
export type UnderstoodRow = Static<typeof UnderstoodRow>

export const ColumnReading = Type.Object({
  position: Type.Integer(),
  heading: Type.String(),
  /** Null for a column that is not read. */
  field: Nullable(Type.String()),
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  why: BilingualText,
  /** Other fields that it could be, most likely first. */
  others: Type.Array(Type.String()),
})
export type ColumnReading = Static<typeof ColumnReading>

export const AttributeType = Type.Union([Type.Literal('text'), Type.Literal('number'), Type.Literal('yes-no'), Type.Literal('date')])
export type AttributeType = Static<typeof AttributeType>

/** A column that is kept as an attribute of the customers. */
export const AttributeColumn = Type.Object({
  name: Type.String(),
  heading: Type.String(),
  type: AttributeType,
  personal: Type.Boolean({ description: 'Stored encrypted, shown masked, left out of analysis' }),
  known: Type.Boolean({ description: 'Whether the project has the attribute already' }),
})

/** How a file would be read and what would be true after its import; nothing is stored but the file, under uploadId. */
export const ImportPreview = Type.Object({
  uploadId: Id,
  fileName: Type.String(),
  format: Type.Union([Type.Literal('csv'), Type.Literal('xlsx'), Type.Literal('ndjson'), Type.Literal('parquet')]),
  encoding: Type.String(),
  delimiter: Type.String(),
  kind: ImportKind,
  layout: Nullable(Type.Object({ name: Type.String(), label: BilingualText })),
  sheet: Nullable(Type.String()),
  sheets: Type.Array(Type.String()),
  headingLine: Type.Integer(),
  notes: Type.Array(FileNote),
  columns: Type.Array(Type.String()),
  readings: Type.Array(ColumnReading),
  mapping: Type.Record(Type.String(), Type.String(), { description: 'field -> column' }),
  missing: Type.Array(Type.String(), { description: 'Required fields without a column' }),
  fields: Type.Array(Type.Object({ name: Type.String(), required: Type.Boolean(), label: BilingualText })),
  sample: Type.Array(Type.Array(Type.String())),
  issues: Type.Array(Type.Object({ row: Type.Integer(), reason: Type.String(), field: Type.String(), message: Type.String() })),
  questions: Type.Array(FileQuestion),
  attributes: Type.Array(AttributeColumn),
  keepable: Type.Record(Type.String(), Type.String(), {
    description: 'Of customers: heading of a column that is not read -> name it can be kept under, as the field attribute:NAME',
  }),
  whole: Type.Boolean({ description: 'Whether the rows that were read for the figures are all rows of the file' }),
  /** Null for other kinds than orders and while a needed column is missing. */
  truth: Nullable(
    Type.Intersect([
      FileFigures,
      Type.Object({
        understood: Type.Array(UnderstoodRow),
        rows: Type.Integer({ description: 'Rows that were read for it' }),
        refused: Type.Integer({ description: 'Rows among them that cannot be read' }),
        whole: Type.Boolean({ description: 'Whether those are all rows of the file' }),
      }),
    ]),
  ),
  /** Of every other kind; null for orders and while a needed column is missing. */
  records: Nullable(RecordFigures),
  dateOrder: DateOrder,
  dateOrderSure: Type.Boolean(),
  decimals: Type.Record(Type.String(), Type.Object({ mark: DecimalMark, sure: Type.Boolean() }), {
    description: 'field -> how its numbers are written',
  }),
  corrections: Corrections,
  remembered: Nullable(Type.Object({ fileName: Type.String(), at: Instant })),
})
export type ImportPreview = Static<typeof ImportPreview>

/** Result of the job of an import or a check: rows = stored + duplicates + quarantined. */
export const ImportOutcome = Type.Intersect([
  FileFigures,
  Type.Object({
    importId: Id,
    dryRun: Type.Boolean(),
    rows: Type.Integer(),
    stored: Type.Integer(),
    duplicates: Type.Integer(),
    quarantined: Type.Integer(),
    records: Nullable(RecordFigures),
    mended: Type.Object(
      { given: Type.Integer(), taken: Type.Integer() },
      { description: 'Rows that an earlier import had refused and this file gives back, and those of them that are in now' },
    ),
    questions: Type.Array(FileQuestion),
    notes: Type.Array(FileNote),
  }),
])
export type ImportOutcome = Static<typeof ImportOutcome>

/** How a file that was uploaded is to be imported. */
export const ImportOrder = Type.Object({
  kind: ImportKind,
  preset: Nullable(Type.String()),
  mapping: Nullable(Type.Record(Type.String(), Type.String())),
  corrections: Corrections,
  wish: FileWish,
  forget: Type.Boolean(),
  dryRun: Type.Boolean(),
})
export type ImportOrder = Static<typeof ImportOrder>

/** POST /imports: starts a job on a file that was uploaded for preview. */
export const StartImportBody = Type.Object({
  uploadId: Id,
  kind: ImportKind,
  preset: Type.Optional(Type.String()),
  /** For this file only; `corrections` are kept for the next one. */
  mapping: Type.Optional(Type.Record(Type.String(), Type.String())),
  corrections: Type.Optional(Corrections),
  wish: Type.Optional(FileWish),
  forget: Type.Optional(Type.Boolean()),
  dryRun: Type.Optional(Type.Boolean()),
})
