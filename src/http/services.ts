import type { StoreSize } from './access/access-schemas.ts'
import type { Scope } from '#access/scope.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { ConsentRecorder, ConsentWord } from '#act/consent-rules.ts'
import type { CustomerCare } from '#act/customer-care.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import type { ProjectPatch, ProjectState, ProjectValues, Rate, RatesBody } from './project/project-schemas.ts'
import type { Attributes } from './profile/attributes.ts'
import type { ImportOrder } from './collect/import-order.ts'
import type { Access } from '#access/access.ts'
import type { Project } from '#access/project-settings.ts'
import type { JobAnswer, JobContext, Jobs } from './start-job.ts'
import type { Clock } from '#kernel/clock.ts'
import type {
  Customer360,
  CustomerQuery,
  CustomerRow,
  SegmentSummary,
  StopReason,
  TimelineEntry,
  TimelineKind,
} from './profile/customer-schemas.ts'
import type {
  Import,
  UndoReport,
  Metrics,
  NewSource,
  QuarantinedRecord,
  QuarantineFilterBody,
  QuarantineSummary,
  RecordView,
  ReplayAnswer,
  Source,
} from './collect/data-schemas.ts'
import type { ImportKind, ImportPreview, PreviewBody } from './collect/import-preview-schemas.ts'
import type { ChecklistFacts } from './first-run/checklist.ts'
import type { EffectReport } from './measure/effect-schemas.ts'
import type { SampleShopState } from './first-run/first-run-schemas.ts'
import type { Overview } from './overview/overview-schemas.ts'
import type {
  CompleteTaskBody,
  DecisionRun,
  DecisionRunBody,
  NewWebhook,
  NewWebhookBody,
  Send,
  SentMessage,
  StoredDecisionPreview,
  Strategy,
  StrategyDefinition,
  Task,
  WebhookEndpoint,
  WebhookTest,
} from './decide/retain-schemas.ts'
import type { IdentityService } from '#identity/identity-service.ts'
import type { Static } from './shared-schemas.ts'

/**
 * What the HTTP edge needs from the rest of the product. The composition root fills these in; shapes are those of the schemas. Every list
 * answers at most `limit` entries below the cursor, newest (or most urgent) first, and says whether there is more.
 */
export interface Services {
  readonly clock: Clock
  readonly access: Access
  readonly project: Project
  readonly projectAdmin: ProjectAdmin
  readonly health: HealthCheck
  readonly jobs: Jobs
  readonly reads: ReadModels
  readonly vault: CustomerVault
  readonly identity: Pick<IdentityService, 'separate'>
  readonly profiles: ProfileWork
  readonly imports: Imports
  readonly attributes: Attributes
  readonly quarantine: Quarantine
  readonly sources: Sources
  readonly metrics: MetricsReader
  readonly strategies: Strategies
  readonly decisions: Decisions
  readonly tasks: Tasks
  readonly care: CustomerCareWork
  readonly webhooks: Webhooks
  readonly effects: Effects
  readonly links: Links
  readonly firstRun: FirstRun
  readonly sampleShop: SampleShopWork
}

export interface ProjectAdmin {
  settings(): ProjectValues
  state(): Promise<Omit<ProjectState, 'refreshJobId'>>
  /** Throws for a value that cannot be one; changes nothing. */
  check(change: ProjectPatch): void
  /** Whether profiles have to be worked out again. */
  change(change: ProjectPatch, actor: string): Promise<boolean>
  /** As `change`, leaving out what the environment sets. */
  adopt(change: ProjectPatch, actor: string): Promise<void>
  rates(): Promise<readonly Rate[]>
  saveRates(body: RatesBody, actor: string): Promise<readonly Rate[]>
  /** False when there was none. */
  removeRate(currency: string, day: string, actor: string): Promise<boolean>
}

export interface HealthCheck {
  check(): Promise<{ readonly relational: boolean; readonly analytical: boolean; readonly diskFull: boolean }>
  /** Something failed for lack of disk space. */
  noteDiskFull(): void
  /** When the tracking request that waits longest to be loaded was received; null when none waits. */
  oldestWaiting(): Promise<Date | null>
}

export type CustomerFilter = Omit<Static<typeof CustomerQuery>, 'cursor' | 'limit' | 'q'> & {
  /** Only these customers: the answer of an exact look-up. */
  readonly ids?: readonly string[]
}

/** Everything on the first page but what was kept by the strategies, and without the list of things to do. */
export type OverviewFigures = Omit<Overview, 'retained' | 'nextResultAt' | 'todo' | 'churnGate'> & {
  readonly uncertainSends: number
  readonly alertsOverdue: number
  readonly scoresAsOf: string | null
  readonly decidedAsOf: string | null
}

export interface ReadModels {
  overview(): Promise<OverviewFigures>
  stores(): Promise<readonly StoreSize[]>
  customers(scope: Scope, filter: CustomerFilter, page: PageRequest & { readonly withTotal: boolean }): Promise<Page<CustomerRow>>
  /** Ids of the customers that match, at most `limit`. */
  customerIds(scope: Scope, filter: CustomerFilter, limit: number): Promise<readonly string[]>
  customer(scope: Scope, id: string): Promise<Customer360 | null>
  /** Null when there is no such customer. */
  timeline(
    scope: Scope,
    id: string,
    page: PageRequest & { readonly kind: TimelineKind | null; readonly withNotes: boolean },
  ): Promise<Page<TimelineEntry> | null>
  segments(scope: Scope): Promise<SegmentSummary>
}

export interface CustomerVault {
  /** Customers with exactly this phone, e-mail, member number, custom id or customer id. */
  find(scope: Scope, text: string): Promise<readonly string[]>
  /** The values in clear; null when there is no such customer. */
  reveal(scope: Scope, customerId: string, kind: string): Promise<string[] | null>
}

export interface ProfileWork {
  /** Profiles and segments as of now. */
  refresh(context: JobContext): Promise<JobAnswer>
}

/** A file that someone sent: kept under an id of ours, its own name only for showing. */
export interface UploadedFile {
  readonly path: string
  readonly fileName: string
}

export interface Imports {
  preview(file: UploadedFile, said: PreviewBody): Promise<Omit<ImportPreview, 'uploadId'>>
  /** Refuses an order whose file leaves a question open that its first rows show. @throws AppError `questions-open` */
  checkOrder(file: UploadedFile, order: ImportOrder): Promise<void>
  run(file: UploadedFile, order: ImportOrder, context: JobContext): Promise<JobAnswer>
  list(page: PageRequest): Promise<Page<Import>>
  /** What taking it back would do now. @throws AppError `import-not-found`, `import-undone`, `undo-too-old` */
  undoReport(importId: string): Promise<UndoReport>
  undo(importId: string, by: string, context: JobContext): Promise<JobAnswer>
}

type QuarantineFilter = Static<typeof QuarantineFilterBody>

export interface Quarantine {
  list(
    filter: {
      readonly reason: string | null
      readonly origin: string | null
      readonly originId: string | null
      readonly state: QuarantinedRecord['state'] | null
    },
    page: PageRequest,
  ): Promise<Page<QuarantinedRecord>>
  /** The reasons of one file or source, or of all. */
  summary(originId: string | null): Promise<Static<typeof QuarantineSummary>>
  /** Masked unless opened. @throws AppError `record-not-found` */
  view(id: string, opened: boolean): Promise<RecordView>
  replay(id: string, changes: Readonly<Record<string, string>>, actor: string): Promise<ReplayAnswer>
  replayAll(filter: QuarantineFilter, changes: Readonly<Record<string, string>>, actor: string, context: JobContext): Promise<JobAnswer>
  /** How many were open. */
  dismiss(what: QuarantineFilter & { readonly id?: string }, why: string, actor: string): Promise<number>
  /** Open records in clear. */
  csv(filter: QuarantineFilter & { readonly language: TextLanguage }): AsyncIterable<string>
}

export interface Sources {
  list(): Promise<readonly Source[]>
  create(
    input: { readonly name: string; readonly kind: string; readonly userIdKind: 'user_id' | 'member_number' | 'custom_id' },
    now: Date,
  ): Promise<Static<typeof NewSource>>
  /** False when there is no such source. */
  disable(id: string, now: Date): Promise<boolean>
}

export interface MetricsReader {
  read(options: { readonly includeDuplicates: boolean }): Promise<Omit<Metrics, 'definitions'>>
}

/** What a template may say about a customer beside their name. */
export interface MessageFacts {
  readonly daysSinceLastOrder: number | null
  readonly favouriteCategory: string
}

export interface Strategies {
  list(): Promise<readonly Strategy[]>
  byId(id: string): Promise<Strategy | null>
  create(definition: StrategyDefinition, createdBy: string): Promise<Strategy>
  /** A new version. */
  update(id: string, definition: StrategyDefinition, createdBy: string): Promise<Strategy>
  setState(id: string, state: Strategy['state'], createdBy: string): Promise<Strategy>
  reachOf(audience: StrategyDefinition['audience']): Promise<number | null>
  /** The message as a customer would get it; `name` stands for theirs where the reader may not see it. */
  previewMessage(
    definition: StrategyDefinition,
    customerId: string,
    facts: MessageFacts,
    name: string | null,
  ): Promise<{ readonly language: TextLanguage; readonly subject: string; readonly text: string }>
  /** Sends the message to a member of the team. */
  sendTest(definition: StrategyDefinition, userId: string, facts: MessageFacts): Promise<void>
}

/** A run as it was asked for, with the chosen customers looked up. */
export type RunBody = Omit<Static<typeof DecisionRunBody>, 'customers'> & { readonly customerIds?: readonly string[] }

export interface Decisions {
  preview(body: RunBody, createdBy: string): Promise<StoredDecisionPreview>
  /** Throws what a run would be refused for. */
  check(body: RunBody, createdBy: string): Promise<void>
  /** Decides, writes the ledger and queues the sends. The answer holds `runId`. */
  run(body: RunBody, createdBy: string, context: JobContext): Promise<JobAnswer>
  list(page: PageRequest): Promise<Page<DecisionRun>>
  byId(id: string): Promise<DecisionRun | null>
  sends(
    scope: Scope,
    filter: {
      readonly runId: string | null
      /** A state, or `sent` for every one that left. */
      readonly state: string | null
      /** What the customer did with it, machines aside. */
      readonly reaction: 'opened' | 'clicked' | null
      readonly customerId: string | null
    },
    page: PageRequest,
  ): Promise<Page<Send>>
  /** What a message said. @throws AppError `send-not-found`, `message-not-sent`, `message-not-kept` */
  message(scope: Scope, sendKey: string): Promise<SentMessage>
  /** Settles an uncertain send by what its provider said. @throws AppError `send-not-found`, `send-not-uncertain` */
  settleSend(sendKey: string, delivered: boolean): Promise<'delivered' | 'failed'>
}

export interface Tasks {
  /** `owner`: a user id; `nobody` for those that nobody has; null for all. */
  list(
    scope: Scope,
    filter: {
      readonly state: 'open' | 'done' | null
      readonly overdue: boolean
      readonly owner: string | null
      readonly customerId: string | null
    },
    page: PageRequest,
  ): Promise<Page<Task>>
  /** Everyone who may work on tasks. */
  owners(): Promise<readonly { readonly id: string; readonly name: string }[]>
  /** Makes the same task for each customer; those whose personal data was erased get none. */
  create(
    customerIds: readonly string[],
    words: { readonly title: string; readonly script: string; readonly dueAt: Date; readonly ownerId: string | null },
    progress?: (done: number) => void,
  ): Promise<{ readonly created: number; readonly firstId: string | null }>
  byId(scope: Scope, id: string): Promise<Task>
  take(scope: Scope, id: string, userId: string): Promise<Task>
  assign(scope: Scope, id: string, ownerId: string | null): Promise<Task>
  complete(scope: Scope, id: string, body: Static<typeof CompleteTaskBody>, actor: string): Promise<Task>
}

export interface CustomerCareWork {
  addNote(
    scope: Scope,
    customerId: string,
    text: string,
    author: string,
  ): Promise<{ readonly id: string; readonly text: string; readonly createdAt: Date }>
  /** Returns how many planned messages were dropped. */
  setConsent(scope: Scope, customerId: string, word: ConsentWord, by: ConsentRecorder): Promise<number>
  consents: CustomerCare['consents']
  stop(
    scope: Scope,
    customerIds: readonly string[],
    reason: Static<typeof StopReason>,
    actor: string,
    progress?: (done: number) => void,
  ): Promise<{ readonly stopped: number; readonly droppedSends: number }>
  lift(scope: Scope, customerId: string): Promise<void>
  /** The ids of those that there are, as the records they belong to now. */
  survivors(scope: Scope, customerIds: readonly string[]): Promise<readonly string[]>
}

export interface Webhooks {
  list(): Promise<readonly Static<typeof WebhookEndpoint>[]>
  create(body: Static<typeof NewWebhookBody>): Promise<Static<typeof NewWebhook>>
  /** False when there is no such endpoint. */
  disable(id: string): Promise<boolean>
  /** Null when there is no such endpoint. */
  test(id: string): Promise<Static<typeof WebhookTest> | null>
}

export interface Effects {
  list(): Promise<readonly EffectReport[]>
  byRun(runId: string): Promise<EffectReport | null>
}

export interface FirstRun {
  sampleFile(kind: ImportKind, language: 'zh-CN' | 'en'): Promise<Buffer>
  facts(): Promise<Omit<ChecklistFacts, 'verdicts' | 'nextResultAt'>>
}

export interface SampleShopWork {
  /** Names of its jobs, and the queue they wait in. */
  readonly jobs: Readonly<Record<'load' | 'remove', { readonly kind: string; readonly queue: string }>>
  state(): Promise<Omit<SampleShopState, 'jobId'>>
  /** Throws a conflict that says why not. */
  mayLoad(): Promise<void>
  load(context: JobContext): Promise<JobAnswer>
  /** Throws a conflict that says why not. */
  mayRemove(): Promise<void>
  remove(context: JobContext): Promise<JobAnswer>
}

/** What the links in messages do. Tokens are signed by whoever writes the messages. */
export interface Links {
  /** Where an exact, signed link leads; null for any other. */
  click(token: string, request: LinkRequest): Promise<string | null>
  open(token: string, request: LinkRequest): Promise<void>
  /** True when the token is genuine. Changes nothing. */
  mayUnsubscribe(token: string): Promise<boolean>
  /** True when the person is now unsubscribed. */
  unsubscribe(token: string): Promise<boolean>
}

export interface LinkRequest {
  readonly userAgent: string
}
