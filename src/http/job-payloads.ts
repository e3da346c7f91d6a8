import Type from 'typebox'
import type { Static } from './shared-schemas.ts'
import { ReplayManyOrder } from './collect/data-schemas.ts'
import { LogOrderBody } from './collect/log-schemas.ts'
import { ImportOrder } from './collect/import-preview-schemas.ts'
import { DecisionRunBody } from './decide/retain-schemas.ts'
import { DryRunDays } from './act/dry-run-schemas.ts'
import { TrainBody } from './predict/churn-schemas.ts'
import { ValueTrainBody } from './predict/value-schemas.ts'
import { StopReason } from './profile/customer-schemas.ts'
import { Id, Instant, Nullable } from './shared-schemas.ts'

const Nothing = Type.Object({})
const Customers = Type.Array(Id)

/** What the jobs that people start are told. Files are named by the id of their upload, which every node finds; people by their customer id. */
export const JOB_PAYLOADS = {
  import: Type.Object({ uploadId: Id, order: ImportOrder }),
  'import-log': Type.Object({ uploadId: Id, order: LogOrderBody }),
  'undo-import': Type.Object({ importId: Id }),
  'sync-table': Type.Object({ syncId: Id, fromStart: Type.Boolean() }),
  'replay-quarantine': ReplayManyOrder,
  'look-over-quality': Nothing,
  'refresh-profiles': Nothing,
  'find-duplicates': Nothing,
  'settle-values': Type.Object({ fact: Type.String() }),
  'train-churn': TrainBody,
  'train-value': ValueTrainBody,
  'forecast-demand': Nothing,
  'train-recommend': Nothing,
  'find-clusters': Nothing,
  'score-accounts': Nothing,
  'refresh-tags': Nothing,
  'refresh-portraits': Nothing,
  'decision-run': Type.Intersect([
    Type.Omit(DecisionRunBody, ['customers', 'dryRun']),
    Type.Object({ customerIds: Type.Optional(Customers) }),
  ]),
  'preview-broadcast': Type.Object({ broadcastId: Id }),
  'dry-run-journey': Type.Object({ journeyId: Id, days: DryRunDays }),
  'create-tasks': Type.Object({
    customerIds: Customers,
    words: Type.Object({ title: Type.String(), script: Type.String(), dueAt: Instant, owner: Nullable(Id) }),
  }),
  'stop-contact': Type.Object({ customerIds: Customers, reason: StopReason }),
  'load-sample-shop': Nothing,
  'remove-sample-shop': Nothing,
}

/** Kinds of jobs that people start. */
export type StartedKind = keyof typeof JOB_PAYLOADS

export type JobPayload<Kind extends StartedKind> = Static<(typeof JOB_PAYLOADS)[Kind]>
