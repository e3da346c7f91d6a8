import Type from 'typebox'
import { ImportKind } from './import-preview-schemas.ts'
import { BilingualText, Id, Instant, Nullable, Page, ProblemParams, UnconvertedSales } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const Import = Type.Object({
  id: Id,
  kind: Type.Union([...ImportKind.anyOf, Type.Literal('logs', { description: 'Page views of an access log' })]),
  fileName: Type.String(),
  state: Type.Union([
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('interrupted'),
    Type.Literal('undoing', { description: 'Taken back in part: undo it again to finish' }),
    Type.Literal('undone'),
  ]),
  rows: Type.Integer(),
  stored: Type.Integer(),
  duplicates: Type.Integer(),
  quarantined: Type.Integer(),
  mended: Type.Integer({ description: 'Of its refused rows, those that came in after all; they count as stored or duplicates' }),
  customers: Type.Integer(),
  leftOut: Type.Integer({ description: 'Lines of an access log that are no page view, by rule' }),
  droppedByConsent: Type.Integer({ description: 'Page views of a log that consent drops: counted and not kept' }),
  readBytes: Type.Integer(),
  totalBytes: Type.Integer(),
  error: Nullable(Type.String()),
  startedAt: Instant,
  finishedAt: Nullable(Instant),
  originId: Type.String({ description: 'Under which its refused rows are in quarantine' }),
  undoable: Type.Boolean({ description: 'Whether it can be taken back now' }),
  undoneAt: Nullable(Instant),
  undoneBy: Nullable(Type.String()),
})
export type Import = Static<typeof Import>
export const ImportPage = Page(Import)

/** What taking an import back takes away, and what stays because something else holds it. */
export const UndoReport = Type.Object({
  lines: Type.Integer(),
  linesStay: Type.Integer({ description: 'Lines that another file has too: they stay as that file has them' }),
  tickets: Type.Integer(),
  ticketsStay: Type.Integer(),
  measures: Type.Optional(Type.Integer({ description: 'Values of measures' })),
  measuresStay: Type.Optional(Type.Integer()),
  feedback: Type.Optional(Type.Integer({ description: 'Answers and reviews' })),
  feedbackStay: Type.Optional(Type.Integer()),
  subscriptions: Type.Optional(Type.Integer({ description: 'Dated facts of subscriptions' })),
  subscriptionsStay: Type.Optional(Type.Integer()),
  accounts: Type.Optional(Type.Integer({ description: 'Accounts of which it said something' })),
  customers: Type.Integer({ description: 'Whom only this import made known' }),
  customersStay: Type.Integer({ description: 'Whom it made known first, and of whom something else is known' }),
  contactsStay: Type.Integer({ description: 'Contacts and tasks of its customers: they happened' }),
  consents: Type.Integer(),
  attributes: Type.Optional(Type.Integer({ description: 'Customers whose attributes are again as before' })),
  events: Type.Optional(Type.Integer({ description: 'Page views of an access log' })),
  eventsStay: Type.Optional(Type.Integer({ description: 'Page views that another log also has: they stay' })),
  coupons: Type.Integer(),
  refused: Type.Integer({ description: 'Refused rows that leave the quarantine' }),
})
export type UndoReport = Static<typeof UndoReport>

export const QuarantineState = Type.Union([Type.Literal('open'), Type.Literal('resolved'), Type.Literal('dismissed')])

export const QuarantinedRecord = Type.Object({
  id: Id,
  origin: Type.String(),
  originId: Type.String(),
  position: Type.Integer(),
  from: Type.String({ description: 'Name of the file or the source; empty when it is not known any more' }),
  stage: Type.String(),
  reason: Type.String(),
  field: Type.String(),
  message: Type.String(),
  state: QuarantineState,
  resolution: Type.String({ description: 'Why it was dismissed' }),
  createdAt: Instant,
  resolvedAt: Nullable(Instant),
})
export type QuarantinedRecord = Static<typeof QuarantinedRecord>
export const QuarantinePage = Page(QuarantinedRecord)
export const QuarantineSummary = Type.Object({
  items: Type.Array(Type.Object({ reason: Type.String(), origin: Type.String(), count: Type.Integer() })),
  /** Files and sources with open records; at most 100, most records first. */
  origins: Type.Array(Type.Object({ origin: Type.String(), originId: Type.String(), from: Type.String(), count: Type.Integer() })),
})

/** One refused record. `masked` cells show less than the record says; messages of the tracking API have cells only in clear. */
export const RecordView = Type.Object({
  record: QuarantinedRecord,
  cells: Type.Array(Type.Object({ column: Type.String(), field: Type.String(), value: Type.String(), masked: Type.Boolean() })),
  replayable: Type.Boolean(),
})
export type RecordView = Static<typeof RecordView>

const filterText = () => Type.Optional(Type.String({ maxLength: 200 }))
export const QuarantineFilterBody = Type.Object({ reason: filterText(), origin: filterText(), originId: filterText() })
const why = Type.String({ minLength: 3, maxLength: 300 })
export const RevealRecordBody = Type.Object({ why })
export const DismissBody = Type.Object({ why })
export const DismissManyBody = Type.Intersect([QuarantineFilterBody, Type.Object({ why })])
/** Column -> corrected value; the other columns stay as they came. */
const changes = Type.Optional(Type.Record(Type.String({ maxLength: 1000 }), Type.String({ maxLength: 2000 })))
export const ReplayBody = Type.Object({ changes })
const column = Type.String({ minLength: 1, maxLength: 1000 })
const cell = Type.String({ maxLength: 2000 })
/** set: the column gets the value; replace: where it holds `from`; date: its dates are read in this order of parts. */
export const Correction = Type.Union([
  Type.Object({ kind: Type.Literal('set'), column, to: cell }),
  Type.Object({ kind: Type.Literal('replace'), column, from: cell, to: cell }),
  Type.Object({
    kind: Type.Literal('date'),
    column,
    parts: Type.Union([Type.Literal('ymd'), Type.Literal('dmy'), Type.Literal('mdy')]),
  }),
])
export type Correction = Static<typeof Correction>
const corrections = Type.Optional(Type.Array(Correction, { maxItems: 20 }))
export const ReplayManyBody = Type.Intersect([QuarantineFilterBody, Type.Object({ changes, corrections })])
/** What a job of it is told. */
export const ReplayManyOrder = Type.Object({ filter: QuarantineFilterBody, changes, corrections })
export const ReplayAnswer = Type.Object({
  outcome: Type.Union([Type.Literal('stored'), Type.Literal('duplicate'), Type.Literal('refused')]),
  refusal: Nullable(Type.Object({ reason: Type.String(), field: Type.String(), message: Type.String() })),
})
export type ReplayAnswer = Static<typeof ReplayAnswer>

/** What the data of a source are for, and what that asks of the person. */
export const SourceConsent = Type.Object({
  purpose: Type.Union([Type.Literal('marketing'), Type.Literal('service'), Type.Literal('analytics')]),
  required: Type.Boolean({ description: 'True: nothing is kept without a yes. False: everything is, but for people who said no.' }),
  categories: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
    maxItems: 20,
    description: 'What the consent banner of the sender calls this purpose; where it is empty, the purpose itself.',
  }),
})
export type SourceConsent = Static<typeof SourceConsent>

/** received = stored + duplicates + quarantined + droppedByConsent */
export const Source = Type.Object({
  id: Id,
  name: Type.String(),
  kind: Type.String(),
  writeKeyHint: Type.String(),
  createdAt: Instant,
  lastSeenAt: Nullable(Instant),
  disabledAt: Nullable(Instant),
  consent: Nullable(SourceConsent),
  received: Type.Integer(),
  stored: Type.Integer(),
  duplicates: Type.Integer(),
  quarantined: Type.Integer(),
  droppedByConsent: Type.Integer({ description: 'Counted and not kept, because the person does not want it or was not asked' }),
})
export type Source = Static<typeof Source>
/** userIdKind says what the tracking API's userId means for this source. */
export const NewSourceBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  kind: Type.String({ maxLength: 40 }),
  userIdKind: Type.Optional(Type.Union([Type.Literal('user_id'), Type.Literal('member_number'), Type.Literal('custom_id')])),
  consent: Type.Optional(Nullable(SourceConsent)),
})
/** `consent` null: nobody is asked. */
export const SourceChange = Type.Object({ consent: Nullable(SourceConsent) })
/** The write key is shown once. */
export const NewSource = Type.Object({ source: Source, writeKey: Type.String() })
export type NewSource = Static<typeof NewSource>

/** GET /metrics: by default lines with a customer, quantity and price above zero, without exact duplicates. */
export const Metrics = Type.Object({
  definitionVersion: Type.String(),
  definitions: Type.Array(Type.Object({ id: Type.String(), label: BilingualText, meaning: BilingualText }), {
    description: 'What each figure is, in words',
  }),
  includeDuplicates: Type.Boolean(),
  lines: Type.Integer(),
  customers: Type.Integer(),
  invoices: Type.Integer(),
  revenue: Type.Number(),
  currency: Type.String(),
  unconverted: UnconvertedSales,
  returns: Type.Integer(),
  firstAt: Nullable(Instant),
  lastAt: Nullable(Instant),
})
export type Metrics = Static<typeof Metrics>

/** GET /jobs/:id */
export const Job = Type.Object({
  id: Id,
  kind: Type.String(),
  state: Type.Union([
    Type.Literal('queued'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ]),
  stage: Type.String(),
  done: Type.Integer(),
  total: Type.Integer(),
  /** The server that runs it, or that ran it last. */
  node: Nullable(Type.String()),
  /** Nobody asked for it: it was due. */
  scheduled: Type.Boolean(),
  result: Nullable(Type.Record(Type.String(), Type.Unknown())),
  /** Why it failed, in English; `problem` is what to word it from. */
  error: Nullable(Type.String()),
  problem: Nullable(Type.Object({ code: Type.String(), params: ProblemParams })),
  createdAt: Instant,
  startedAt: Nullable(Instant),
  finishedAt: Nullable(Instant),
})
export type Job = Static<typeof Job>
