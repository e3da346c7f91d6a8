import type { FileQuestion } from '../columns/file-question.ts'
import type { ClaimedIdentifier } from '../identity-claim.ts'
import { accountRowStep } from './account-row-step.ts'
import { AccountTally } from './account-tally.ts'
import { customerRowStep } from './customer-row-step.ts'
import { feedbackRowStep } from './feedback-row-step.ts'
import { FeedbackTally } from './feedback-tally.ts'
import type { ImportKind } from './import-fields.ts'
import {
  accountWriter,
  customerWriter,
  feedbackWriter,
  type ImportWriter,
  measureWriter,
  signInWriter,
  subscriptionWriter,
  ticketWriter,
  type WriterContext,
} from './import-writer.ts'
import { measureRowStep } from './measure-row-step.ts'
import { MeasureTally } from './measure-tally.ts'
import { CustomerTally, type RecordFigures, TicketTally } from './record-tally.ts'
import { type RowFacts, rowFacts } from './row-facts.ts'
import type { RowPlan, RowResult } from './row-step.ts'
import { signInRowStep } from './sign-in-row-step.ts'
import { SignInTally } from './sign-in-tally.ts'
import { subscriptionRowStep } from './subscription-row-step.ts'
import { SubscriptionTally } from './subscription-tally.ts'
import { ticketRowStep } from './ticket-row-step.ts'

/** Files whose rows stand for themselves: all but those of orders. */
export type RecordFileKind = Exclude<ImportKind, 'orders'>

/** The totals of the rows of a file. */
export interface Tally<T> {
  add(row: T): void
  /** @param people As identity counted them, where it did. */
  figures(people?: number): RecordFigures
  /** What makes no sense in them, before anything is stored. */
  questions?(): readonly FileQuestion[]
}

/** How rows of one kind are read, counted and stored. */
export interface RecordKindParts<T> {
  readonly step: (cells: readonly string[]) => RowResult<T>
  /** @param links Whether people are counted by the file alone. */
  readonly tally: (links: boolean) => Tally<T>
  readonly facts: RowFacts<T>
  readonly writer: (context: WriterContext) => ImportWriter<T>
}

/** Does something with a kind of record, whatever its rows are. */
export function withRecordKind<R>(
  kind: RecordFileKind,
  plan: RowPlan,
  use: <T extends { readonly identifiers: readonly ClaimedIdentifier[] }>(parts: RecordKindParts<T>) => R,
): R {
  switch (kind) {
    case 'customers':
      return use({
        step: customerRowStep(plan),
        tally: (links) => new CustomerTally(links),
        facts: rowFacts('customers', plan),
        writer: (context) => customerWriter(context, plan.attributes),
      })
    case 'tickets':
      return use({
        step: ticketRowStep(plan),
        tally: (links) => new TicketTally(links),
        facts: rowFacts('tickets', plan),
        writer: ticketWriter,
      })
    case 'measures':
      return use({
        step: measureRowStep(plan),
        tally: (links) => new MeasureTally(links),
        facts: rowFacts('measures', plan),
        writer: measureWriter,
      })
    case 'feedback':
      return use({
        step: feedbackRowStep(plan),
        tally: (links) => new FeedbackTally(links),
        facts: rowFacts('feedback', plan),
        writer: feedbackWriter,
      })
    case 'subscriptions':
      return use({
        step: subscriptionRowStep(plan),
        tally: (links) => new SubscriptionTally(links),
        facts: rowFacts('subscriptions', plan),
        writer: subscriptionWriter,
      })
    case 'accounts':
      return use({
        step: accountRowStep(plan),
        tally: (links) => new AccountTally(links),
        facts: rowFacts('accounts', plan),
        writer: accountWriter,
      })
    case 'sign_ins':
      return use({
        step: signInRowStep(plan),
        tally: (links) => new SignInTally(links),
        facts: rowFacts('sign_ins', plan),
        writer: signInWriter,
      })
  }
}
