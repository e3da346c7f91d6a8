import { AppError } from '#kernel/app-error.ts'
import { createCalendar } from './calendar.ts'
import type { Calendar } from './calendar.ts'
import type { TaskOutcome } from './agent-desk.ts'
import { writeAnswerCustomers, writeAnswerOrders, writeAnswerTickets } from './answer-files.ts'
import type { AnswerFile, AnswerOrders } from './answer-files.ts'
import type { ContactLog } from './contact-log.ts'
import { trueEffect } from './effect-truth.ts'
import type { EffectTruth, PotentialOutcome } from './effect-truth.ts'
import { batchesOf, messagesOf, skewedBatches, TRACKED_DAYS } from './history-events.ts'
import type { SkewedBatch, TrackingBatch } from './history-events.ts'
import { writeHistoryFiles } from './history-files.ts'
import type { HistoryFiles } from './history-files.ts'
import { liveLife } from './life.ts'
import type { Life } from './life.ts'
import { mailVerdict } from './mail-policy.ts'
import type { MailVerdict } from './mail-policy.ts'
import { buildMemberDirectory } from './member-directory.ts'
import type { CustomerIdOf, MemberDirectory } from './member-directory.ts'
import { newcomersOf } from './newcomers.ts'
import { createPerson } from './person.ts'
import type { Person } from './person.ts'
import { planReaction } from './reaction.ts'
import type { LinkVisit, ShopDecision } from './reaction.ts'
import { answerOf } from './response.ts'
import { worldTruth } from './world-truth.ts'
import type { WorldTruth } from './world-truth.ts'

export interface WorldOptions {
  readonly seed: string | number
  /** People, 1 or more; a few of them have two registrations. */
  readonly customers: number
  /** T0: the end of the history and the start of the answer period. */
  readonly end: Date
  /** Months of history. Default 18. */
  readonly months?: number
  /** Days that are simulated after T0. Default 60. */
  readonly answerDays?: number
}

/** Outcomes in the answer period, given the contacts that reached customers. */
export interface Reaction {
  /** Writes the registrations of the answer period, in the format of customers.csv: no decision was made about them. */
  writeCustomers(file: string): Promise<AnswerFile>
  /** Writes the orders of the answer period, those of newcomers last, in the format of orders.csv. */
  writeOrders(file: string): Promise<AnswerOrders>
  /** Writes the tickets opened or closed in the answer period, in the format of tickets.csv. A contact changes none of them. */
  writeTickets(file: string): Promise<AnswerFile>
  /** The visits of the answer period for the tracking API, those of newcomers last. */
  eventBatches(): Generator<TrackingBatch>
  /** Links in the mails that readers open: fetch them to let the product see opens, clicks and unsubscribes. */
  readonly visits: readonly LinkVisit[]
  readonly truth: EffectTruth
  readonly outcomes: readonly PotentialOutcome[]
  readonly contaminatedControls: number
  readonly contactsWithoutConsent: number
  readonly unknownCustomers: number
}

/** A shop whose customers have a history, a hidden future and a known response to every contact. Same options, same world. */
export interface World {
  readonly seed: string
  readonly customers: number
  readonly calendar: Calendar
  /** All persons in the history. */
  people(): Generator<Person>
  /** Those who register after T0, as many in a month as before it. */
  newcomers(): Generator<Person>
  lifeOf(person: Person): Life
  /** customers.csv, orders.csv and tickets.csv of the time before T0. */
  writeHistory(dir: string): Promise<HistoryFiles>
  /** The tracked visits of the year before T0, as request bodies. */
  historyEvents(): Generator<TrackingBatch>
  /** Live messages from devices with a wrong clock, sent at `now`. */
  skewedEvents(now: Date, devices?: number): Generator<SkewedBatch>
  /** How the mail providers treat an address. */
  mailVerdict(address: string): MailVerdict
  /** Matches the product's customers to persons. */
  directory(customerIdOf: CustomerIdOf): Promise<MemberDirectory>
  /** The result of an agent calling the persons behind a customer id. */
  callOutcome(entries: MemberDirectory, decision: ShopDecision): TaskOutcome
  react(input: {
    readonly directory: MemberDirectory
    readonly decisions: readonly ShopDecision[]
    readonly contacts: ContactLog
  }): Reaction
  /** True identities, churn and responses. Simulates every life once: seconds for 100,000 people. */
  truth(): WorldTruth
}

/** Lives kept in memory; beyond that, lives are simulated again on demand, so that memory stays bounded. */
const LIVES_KEPT = 6_000

/** Throws AppError `world-too-small` and `world-time-invalid` for invalid sizes and times. */
export function createWorld(options: WorldOptions): World {
  if (!Number.isInteger(options.customers) || options.customers < 1) {
    throw new AppError('invalid-input', 'world-too-small', 'The number of simulated customers must be a whole number of 1 or more.')
  }
  if (Number.isNaN(options.end.getTime()))
    throw new AppError('invalid-input', 'world-time-invalid', 'The end of the simulated history is no date.')
  const seed = `world-${options.seed}`
  const calendar = createCalendar(options.end, options.months ?? 18, options.answerDays ?? 60)
  const end = calendar.end.getTime()
  const kept = new Map<number, Life>()

  const lifeOf = (person: Person): Life => {
    const known = kept.get(person.index)
    if (known !== undefined) return known
    const life = liveLife(seed, person, calendar)
    if (kept.size < LIVES_KEPT) kept.set(person.index, life)
    return life
  }
  function* people(): Generator<Person> {
    for (let index = 0; index < options.customers; index += 1) yield createPerson(seed, index, calendar)
  }
  function* lives(): Generator<{ person: Person; life: Life }> {
    for (const person of people()) yield { person, life: lifeOf(person) }
  }
  const newcomers = () => newcomersOf(seed, options.customers, calendar)
  function* livesAfterEnd(): Generator<{ person: Person; life: Life }> {
    yield* lives()
    for (const person of newcomers()) yield { person, life: lifeOf(person) }
  }
  function* pastMessages() {
    for (const { person, life } of lives()) {
      const past = life.purchases.filter((purchase) => purchase.at < end)
      yield* messagesOf(seed, person, life, past, Math.max(calendar.firstDay, -TRACKED_DAYS), 0)
    }
  }

  return {
    seed,
    customers: options.customers,
    calendar,
    people,
    newcomers,
    lifeOf,
    writeHistory: (dir) => writeHistoryFiles(dir, seed, calendar, lives(), options.customers),
    historyEvents: () => batchesOf(seed, pastMessages(), calendar.end),
    skewedEvents: (now, devices = 20) => skewedBatches(seed, people(), now, devices),
    mailVerdict: (address) => mailVerdict(seed, address),
    directory: (customerIdOf) => buildMemberDirectory(people(), customerIdOf),
    callOutcome: (directory, decision) => {
      const entries = directory.get(decision.customerId) ?? []
      const contact = { channel: 'agent_task' as const, offerKind: decision.offerKind, discount: decision.discount ?? 0 }
      const answers = entries.map(({ person }) => answerOf(seed, person, lifeOf(person), contact, calendar))
      if (answers.some((answer) => answer.cameBack)) return decision.offerKind === 'service' ? 'problem_solved' : 'reached_accepted'
      if (answers.some((answer) => answer.seen && !answer.droveAway && answer.purchases.length > 0)) return 'reached_accepted'
      return answers.some((answer) => answer.seen) ? 'reached_declined' : 'not_reached'
    },
    react: ({ directory, decisions, contacts }) => {
      const plan = planReaction(seed, calendar, directory, decisions, contacts, lifeOf)
      function* answers() {
        for (const { person, life } of livesAfterEnd()) yield { person, life, reaction: plan.reactionOf(person, life) }
      }
      function* messages() {
        for (const { person, life, reaction } of answers()) {
          yield* messagesOf(seed, person, life, reaction.answer.purchases, 0, calendar.answerDays)
        }
      }
      return {
        writeCustomers: (file) => writeAnswerCustomers(file, seed, calendar, newcomers()),
        writeOrders: (file) => writeAnswerOrders(file, seed, calendar, answers()),
        writeTickets: (file) => writeAnswerTickets(file, calendar, livesAfterEnd()),
        eventBatches: () => batchesOf(`${seed}/answer`, messages(), new Date(end + calendar.answerDays * 86_400_000)),
        visits: plan.visits,
        truth: trueEffect(plan.outcomes),
        outcomes: plan.outcomes,
        contaminatedControls: plan.contaminatedControls,
        contactsWithoutConsent: plan.contactsWithoutConsent,
        unknownCustomers: plan.unknownCustomers,
      }
    },
    truth: () => worldTruth(calendar, lives()),
  }
}
