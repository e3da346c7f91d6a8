import type { ClickHouseClient } from '@clickhouse/client'
import type { CustomerOf, ImportPorts, ImportRun } from '#collect/import/import-ports.ts'
import type { MeasureRow } from '#collect/import/measure-row-step.ts'
import type { rowProtection } from '#collect/import/protect-rows.ts'
import { type StoredMeasure, storedMeasures } from '#collect/records/stored-measure.ts'
import type { SubscriptionRow } from '#collect/import/subscription-row-step.ts'
import { type SubscriptionFact, subscriptionFacts } from '#collect/subscriptions/subscription-fact.ts'
import { type FeedbackRun, insertFeedback } from './feedback-store.ts'
import { insertMeasures } from './measures-store.ts'
import { insertSubscriptions } from './subscriptions-store.ts'
import { insertTickets } from './order-lines-store.ts'
import type { UndoFacts } from './undo-facts.ts'

/** Tickets, measures, feedback and subscriptions of files, stored so that the file can be taken back. Of a file a fact was known when it happened, and its delay later. */
export function factPorts(
  client: ClickHouseClient,
  undo: Pick<UndoFacts, 'keepTickets' | 'noteTickets' | 'keepMeasures' | 'keepFeedback' | 'keepSubscriptions'>,
  protect: Pick<ReturnType<typeof rowProtection>, 'tickets' | 'feedback' | 'id'>,
): Pick<ImportPorts, 'tickets' | 'measures' | 'feedback' | 'subscriptions'> {
  return {
    tickets: {
      keep: (rows, run) => undo.keepTickets(protect.tickets(rows), run),
      add: (rows, run, token) => insertTickets(client, protect.tickets(rows), run, token),
      note: (rows, run, token) => undo.noteTickets(protect.tickets(rows), run, token),
    },
    measures: {
      keep: (rows, run) => undo.keepMeasures(measuresOf(rows, run), run),
      add: (rows, run, token) => insertMeasures(client, measuresOf(rows, run), token),
      note: (rows, run, token) => insertMeasures(client, measuresOf(rows, run), token, 'measure_versions'),
    },
    feedback: {
      keep: (rows, run) => undo.keepFeedback(protect.feedback(rows), run),
      add: (rows, run, token) => insertFeedback(client, protect.feedback(rows), feedbackRun(run), token),
      note: (rows, run, token) => insertFeedback(client, protect.feedback(rows), feedbackRun(run), token, 'feedback_versions'),
    },
    subscriptions: {
      keep: (rows, run) => undo.keepSubscriptions(subscriptionsOf(rows, run, protect.id), run),
      add: (rows, run, token) => insertSubscriptions(client, subscriptionsOf(rows, run, protect.id), token),
      note: (rows, run, token) => insertSubscriptions(client, subscriptionsOf(rows, run, protect.id), token, 'subscription_versions'),
    },
  }
}

function subscriptionsOf(
  rows: readonly CustomerOf<SubscriptionRow>[],
  { id, receivedAt, delayMs }: ImportRun,
  protectId: (id: string) => string,
): SubscriptionFact[] {
  const told = { receivedAt, importId: id, availableAt: (saidAt: number) => saidAt + delayMs, protectId }
  return rows.flatMap(({ value, ...owner }) => subscriptionFacts(value, owner, told))
}

function measuresOf(rows: readonly CustomerOf<MeasureRow>[], { id, receivedAt, delayMs }: ImportRun): StoredMeasure[] {
  return rows.flatMap(({ value, ...owner }) =>
    storedMeasures(value, owner, { receivedAt, availableAt: value.measuredAt + delayMs, importId: id }),
  )
}

function feedbackRun({ id, receivedAt, delayMs }: ImportRun): FeedbackRun {
  return { importId: id, receivedAt, availableAt: (answeredAt) => answeredAt + delayMs }
}
