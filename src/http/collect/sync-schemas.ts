import Type from 'typebox'
import { Corrections, ImportKind, ImportPreview } from './import-preview-schemas.ts'
import { Id, Instant, Nullable, ProblemParams } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Name = Type.String({ minLength: 1, maxLength: 128, pattern: '^[^\\u0000]*$' })

const DatabaseKind = Type.Union([Type.Literal('postgresql'), Type.Literal('mysql', { description: 'MySQL or MariaDB' })])
const TlsMode = Type.Union([
  Type.Literal('off'),
  Type.Literal('on', { description: 'Encrypted; the certificate is not checked' }),
  Type.Literal('verified', { description: 'Encrypted; the certificate is checked' }),
])

const address = {
  kind: DatabaseKind,
  host: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  database: Name,
  user: Name,
  tls: TlsMode,
}
const DatabaseAddress = Type.Object(address)
const DatabaseLogin = Type.Object({ ...address, password: Type.String({ maxLength: 1_000, pattern: '^[^\\u0000]*$' }) })
const TableName = Type.Object({ schema: Name, name: Name })

export const SyncCadence = Type.Union([
  Type.Object({ kind: Type.Literal('every'), minutes: Type.Integer({ minimum: 5, maximum: 1_440 }) }),
  Type.Object({
    kind: Type.Literal('daily'),
    hour: Type.Integer({ minimum: 0, maximum: 23 }),
    minute: Type.Integer({ minimum: 0, maximum: 59 }),
  }),
])
export type SyncCadence = Static<typeof SyncCadence>

export const SyncPreviewBody = Type.Object({
  login: DatabaseLogin,
  table: TableName,
  kind: Type.Optional(ImportKind),
  corrections: Type.Optional(Corrections),
})
export type SyncPreviewBody = Static<typeof SyncPreviewBody>

const Column = Type.Object({
  name: Type.String(),
  type: Type.String(),
  nullable: Type.Boolean(),
  cursor: Type.Boolean({ description: 'Whether it can tell which rows are new' }),
})

export const SyncPreview = Type.Object({
  columns: Type.Array(Column),
  key: Type.Array(Type.String(), { description: 'Primary key or unique columns; empty for a view' }),
  canWrite: Type.Boolean({ description: 'The account could change the table, which a sync does not need' }),
  preview: ImportPreview,
})
export type SyncPreview = Static<typeof SyncPreview>

export const NewSyncBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  login: DatabaseLogin,
  table: TableName,
  kind: ImportKind,
  corrections: Type.Optional(Corrections),
  keyColumns: Type.Array(Name, { maxItems: 8, description: 'Columns that together name a row; orders need them' }),
  cursorColumn: Nullable(Name),
  cadence: Type.Optional(SyncCadence),
})
export type NewSyncBody = Static<typeof NewSyncBody>

export const SyncChangeBody = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  cadence: Type.Optional(SyncCadence),
  paused: Type.Optional(Type.Boolean()),
  password: Type.Optional(Type.String({ maxLength: 1_000, pattern: '^[^\\u0000]*$' })),
  /** Answers to what a later row left open: words of its status, codes of accepted questions. */
  statuses: Type.Optional(Type.Required(Corrections).properties.statuses),
  accept: Type.Optional(Type.Required(Corrections).properties.accept),
})
export type SyncChangeBody = Static<typeof SyncChangeBody>

const SyncProblem = Type.Object({ code: Type.String(), message: Type.String(), params: ProblemParams })

const Drift = Type.Object({
  added: Type.Array(Type.String()),
  removed: Type.Array(Type.String()),
  changed: Type.Array(Type.Object({ name: Type.String(), from: Type.String(), to: Type.String() })),
})

export const SyncRun = Type.Object({
  id: Id,
  state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed'), Type.Literal('interrupted')]),
  read: Type.Integer({ description: 'Rows read of the table' }),
  rows: Type.Integer({ description: 'stored + duplicates + quarantined' }),
  stored: Type.Integer(),
  duplicates: Type.Integer(),
  quarantined: Type.Integer(),
  importIds: Type.Array(Id, { description: 'Imports that can be undone' }),
  cursorFrom: Nullable(Type.String()),
  cursorTo: Nullable(Type.String()),
  drift: Nullable(Drift),
  problem: Nullable(SyncProblem),
  startedAt: Instant,
  finishedAt: Nullable(Instant),
})
export type SyncRun = Static<typeof SyncRun>

export const Sync = Type.Object({
  id: Id,
  name: Type.String(),
  address: DatabaseAddress,
  table: TableName,
  kind: ImportKind,
  keyColumns: Type.Array(Type.String()),
  cursorColumn: Nullable(Type.String()),
  cursorValue: Nullable(Type.String()),
  cadence: SyncCadence,
  mapping: Type.Record(Type.String(), Type.String(), { description: 'field -> column' }),
  pausedAt: Nullable(Instant),
  stopped: Nullable(SyncProblem),
  createdAt: Instant,
  lastRun: Nullable(SyncRun),
})
export type Sync = Static<typeof Sync>

export const SyncList = Type.Object({ items: Type.Array(Sync) })
export const SyncRunList = Type.Object({ items: Type.Array(SyncRun) })
export const StartSyncBody = Type.Object({
  fromStart: Type.Optional(Type.Boolean({ description: 'Read the whole table again; what is stored counts as duplicate' })),
})
