import { newId, NO_CUSTOMER } from '#kernel/id.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import type { AttributeColumn } from '../columns/attribute.ts'
import type { FileQuestion } from '../columns/file-question.ts'
import { type ClaimedIdentifier, type IdentityClaim, NO_OWNER } from '../identity-claim.ts'
import { ConsentTally } from './consent-tally.ts'
import { refundKey } from './content-key.ts'
import type { CustomerRow } from './customer-row-step.ts'
import type { AccountRow } from './account-row-step.ts'
import type { FeedbackRow } from './feedback-row-step.ts'
import type { ImportKind } from './import-fields.ts'
import type { MeasureRow } from './measure-row-step.ts'
import type { CustomerOf, FactPort, ImportPorts, ImportRun, KeyedRecord, StoredLine } from './import-ports.ts'
import { type OrderLine, refundLine } from './order-line.ts'
import { OrderTally, type OrderFacts } from './order-tally.ts'
import { PeopleOfImport } from './people-of-import.ts'
import type { SignInRow } from './sign-in-row-step.ts'
import type { SubscriptionRow } from './subscription-row-step.ts'
import type { TicketRow } from './ticket-row-step.ts'

/** How many of a batch were new, and how many were exact copies or already stored. */
export interface Written {
  readonly stored: number
  readonly duplicates: number
  /** The keys of the new ones. */
  readonly fresh: readonly bigint[]
  /** Lines of those that say something of a person and name nobody, as all their values are shared or blocked: they are not stored. */
  readonly nobodys?: ReadonlySet<number>
}

/** Stores batches of one kind of record. */
export interface ImportWriter<T> {
  /** Whether a batch may be written while the previous one is still being written, because batches do not affect each other. */
  readonly overlaps: boolean
  write(batch: readonly KeyedRecord<T>[], token: string): Promise<Written>
  /** Different customers so far. */
  customers(): number
  /** What was seen only when the rows were stored. */
  questions?(): readonly FileQuestion[]
}

/**
 * For the lines of a batch, the keys and times of those that the same rows were stored as before, with other figures; `noted` is called once they count nowhere.
 * `changed` are those of rows that are another line only now: this import ends them even where an earlier one did, so that undoing that one brings nothing back.
 */
export type FormerLines = (batch: readonly { readonly line: number; readonly key: bigint; readonly occurredAt: number }[]) => Promise<{
  readonly keys: readonly bigint[]
  readonly changed: readonly bigint[]
  readonly from: number
  readonly to: number
  readonly noted: () => Promise<void>
}>

/** The rows of a file that have names of their own, as those of a table that is read again and again. */
export interface SyncedRows {
  readonly syncId: string
  /** The name of a row, by its line in the file. */
  keyOf(line: number): bigint | undefined
  readonly formerLines: FormerLines
  /** Told of the lines whose rows were refused: what they were before still counts, but is what they are no more. */
  refused(lines: readonly number[]): Promise<void>
}

export interface WriterContext {
  readonly ports: ImportPorts
  readonly run: ImportRun
  /** Nothing is written, but existing records are still looked up, so that the counts match a real run. */
  readonly dryRun: boolean
  /** Whether the file contains refund information. */
  readonly refunds: boolean
  /** Time zone for the months in the figures. */
  readonly timeZone: string
  readonly formerLines?: FormerLines
}

/** Order lines. Copies within the file are stored with a mark; lines already stored are left alone. */
export function orderWriter(context: WriterContext): ImportWriter<OrderLine> & { facts(): OrderFacts } {
  const tally = new OrderTally(context.timeZone)
  const people = new PeopleOfImport(context)
  return {
    overlaps: true,
    customers: () => people.count,
    async write(batch, token) {
      if (context.formerLines !== undefined && !context.dryRun) await endFormer(context, context.formerLines, batch)
      let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
      for (const { value } of batch) {
        from = Math.min(from, value.occurredAt)
        to = Math.max(to, value.occurredAt)
      }
      const keys = batch.flatMap(({ key, value }) => (context.refunds || value.refund > 0n ? [key, refundKey(key)] : [key]))
      // Both engines are queried at the same time. A failure is reported by the await; until then it must not end the process.
      const looking = context.ports.storedOrderLines(keys, from, to)
      looking.catch(() => undefined)
      const owned = await people.assign(batch, (line) => orderClaim(line, context.run))
      const known = await looking
      const { ports, run } = context
      const store = async (rows: readonly CustomerOf<OrderLine>[]): Promise<void> => {
        const fresh = rows.filter((record) => !isStored(record, known))
        const replaced = fresh.flatMap(({ key }) => [key, refundKey(key)]).filter((key) => known.has(key))
        if (replaced.length > 0) await ports.keepOrderLines(replaced, from, to, run)
        const rest = fresh.length === rows.length ? [] : rows.filter((record) => isStored(record, known))
        if (rest.length > 0) {
          await ports.noteOrderLines(
            rest.flatMap((record) => withRefund(record, known)),
            run,
            `${token}/there`,
          )
        }
        await ports.addOrderLines(
          fresh.flatMap((record) => withRefund(record, known)),
          run,
          token,
        )
      }
      const told = context.dryRun ? await ports.toldInOrderBook(owned) : await ports.besideOrderBook(owned, run, store)
      if (!context.dryRun) {
        // All lines of the batch, including known ones: a crash may have happened between lines and coupons.
        const owners = new Map(owned.map(({ key, customerId }) => [key, customerId]))
        const uses = batch.flatMap(({ key, value: { couponCode, orderId, occurredAt, isTest } }) => {
          if (couponCode === '' || isTest) return []
          const customerId = owners.get(key) ?? NO_CUSTOMER
          const whose = customerId === NO_CUSTOMER ? {} : { customerId }
          return [{ code: couponCode, orderId, usedAt: new Date(occurredAt), importId: run.id, ...whose }]
        })
        if (uses.length > 0) await ports.useCoupons(uses)
      }
      for (const { value, customerId, originId, copy } of owned) {
        // Of nobody under an origin of its own: identity knows the value, as that of several customers.
        if (copy === 0) tally.add(value, customerId, customerId === NO_CUSTOMER && originId !== NO_CUSTOMER)
        else tally.addCopy(value)
      }
      return writtenOf(
        owned.filter((record) => record.copy === 0 && !isStored(record, known) && !told.has(record.key)),
        batch,
      )
    },
    facts: () => tally.facts(),
  }
}

/** A row with other figures than before is another line: what it was counts nowhere any more, and undoing the import brings it back. */
async function endFormer({ ports, run }: WriterContext, formerLines: FormerLines, batch: readonly KeyedRecord<OrderLine>[]): Promise<void> {
  const { keys, changed, from, to, noted } = await formerLines(
    batch.map(({ line, key, value }) => ({ line, key, occurredAt: value.occurredAt })),
  )
  if (keys.length > 0) {
    const withRefunds = (lines: readonly bigint[]): bigint[] => lines.flatMap((key) => [key, refundKey(key)])
    await ports.keepOrderLines(withRefunds(keys), from, to, run)
    await ports.voidOrderLines(withRefunds(keys), from, to, run)
    if (changed.length > 0) await ports.voidOrderLines(withRefunds(changed), from, to, run, 'again')
    await ports.voidInOrderBook(
      batch.map((record) => ({ ...record, ...NO_OWNER })),
      new Set(keys),
      run,
    )
  }
  await noted()
}

/** Whether a line is already stored exactly as in this file. If a later export has a cancellation or refund, it overwrites the earlier line. */
function isStored({ key, value }: KeyedRecord<OrderLine>, known: ReadonlyMap<bigint, StoredLine>): boolean {
  const line = known.get(key)
  if (line === undefined || line.kind !== value.kind) return false
  const back = known.get(refundKey(key))
  return (back === undefined ? 0n : -back.amount) === value.refund || (value.refund === 0n && back === undefined)
}

/** A line, and its refund as a line of its own; a refund of 0 if an earlier file had a larger one. */
function withRefund(record: CustomerOf<OrderLine>, known: ReadonlyMap<bigint, StoredLine>): CustomerOf<OrderLine>[] {
  const { value, key } = record
  if (value.refund > 0n) return [record, { ...record, key: refundKey(key), value: refundLine(value) }]
  if (!known.has(refundKey(key))) return [record]
  return [record, { ...record, key: refundKey(key), value: { ...refundLine(value), kind: 'adjustment', quantity: 0n, amount: 0n } }]
}

/** Tickets: an exact copy is the same ticket; a ticket closed since then replaces the open one. */
export function ticketWriter(context: WriterContext): ImportWriter<TicketRow> {
  return factWriter(context, 'tickets', context.ports.tickets, ({ openedAt }) => openedAt)
}

/** Values of customers: of two for the same customer, measure, unit and time the later counts. */
export function measureWriter(context: WriterContext): ImportWriter<MeasureRow> {
  return factWriter(context, 'measures', context.ports.measures, ({ measuredAt }) => measuredAt, { ofSomebody: true })
}

/** Subscriptions: what a later file says of the same time replaces what was said before. */
export function subscriptionWriter(context: WriterContext): ImportWriter<SubscriptionRow> {
  return factWriter(context, 'subscriptions', context.ports.subscriptions, ({ startedAt }) => startedAt, { ofSomebody: true })
}

/** Feedback: the same answer with another score replaces the one before. */
export function feedbackWriter(context: WriterContext): ImportWriter<FeedbackRow> {
  return factWriter(context, 'feedback', context.ports.feedback, ({ answeredAt }) => answeredAt)
}

/** Accounts and their people. */
export function accountWriter(context: WriterContext): ImportWriter<AccountRow> {
  return factWriter(context, 'accounts', context.ports.accounts, ({ saidAt }) => saidAt ?? context.run.receivedAt, {
    ofSomebody: true,
    nameOf: ({ personName }) => personName,
  })
}

/** Sign-ins at offline activities: the same person, activity and time is one. */
export function signInWriter(context: WriterContext): ImportWriter<SignInRow> {
  return factWriter(context, 'sign_ins', context.ports.signIns, ({ signedInAt }) => signedInAt, {
    ofSomebody: true,
    nameOf: ({ personName }) => personName,
  })
}

interface FactRules<T> {
  /** Rows that name somebody and that identity gives to nobody are refused, as nobody's. */
  readonly ofSomebody?: boolean
  /** What the person of a row is called, where its kind of file says that; '' for a row that does not. */
  readonly nameOf?: (row: T) => string
}

function factWriter<T extends { readonly identifiers: readonly ClaimedIdentifier[] }>(
  context: WriterContext,
  kind: ImportKind,
  facts: FactPort<T>,
  timeOf: (row: T) => number,
  { ofSomebody = false, nameOf }: FactRules<T> = {},
): ImportWriter<T> {
  const people = new PeopleOfImport(context)
  const owned = (rows: readonly KeyedRecord<T>[]): Promise<CustomerOf<T>[]> =>
    people.assign(
      rows,
      (row) => {
        const name = nameOf?.(row) ?? ''
        const claim = identified(row.identifiers, timeOf(row), context.run)
        return name === '' ? claim : { ...claim, name }
      },
      nameOf !== undefined,
    )
  const isStored = ({ customerId, value }: CustomerOf<T>): boolean =>
    !ofSomebody || customerId !== NO_CUSTOMER || value.identifiers.length === 0
  return {
    overlaps: false,
    customers: () => people.count,
    write: async (batch, token) => {
      const nobodys = new Set<number>()
      const written = await writeRemembered(
        context,
        kind,
        batch,
        async (fresh) => {
          const rows = await owned(fresh)
          const known = rows.filter(isStored)
          for (const row of rows) if (!isStored(row)) nobodys.add(row.line)
          if (context.dryRun || known.length === 0) return known
          await facts.keep(known, context.run)
          await facts.add(known, context.run, token)
          return known
        },
        async (rest) => {
          const known = (await owned(rest)).filter(isStored)
          if (!context.dryRun && known.length > 0) await facts.note(known, context.run, `${token}/there`)
        },
      )
      return { ...written, nobodys }
    },
  }
}

/** Registrations: identity stores them; consents are stored separately. */
export function customerWriter(context: WriterContext, attributes: readonly AttributeColumn[]): ImportWriter<CustomerRow> {
  const people = new PeopleOfImport(context)
  const consents = new ConsentTally()
  const recordAttributes = async (owned: readonly CustomerOf<CustomerRow>[]): Promise<void> => {
    if (!context.dryRun && attributes.length > 0) await context.ports.recordAttributes(owned, attributes, context.run)
  }
  return {
    overlaps: false,
    customers: () => people.count,
    questions: () => consents.questions(),
    write: async (batch) => {
      const nobodys = new Set<number>()
      const written = await writeRemembered(
        context,
        'customers',
        batch,
        async (fresh) => {
          const owned = await people.assign(fresh, (row) => customerClaim(row, context.run), true)
          const known = owned.filter(({ customerId }) => customerId !== NO_CUSTOMER)
          for (const { customerId, line } of owned) if (customerId === NO_CUSTOMER) nobodys.add(line)
          if (!context.dryRun) {
            await context.ports.recordConsents(known, context.run)
            await context.ports.noteSignUps(known, context.run)
          }
          await recordAttributes(known)
          return known
        },
        // Rows that are known say their values again, so that these stay when an earlier file is undone.
        async (rest) => {
          const owned = await people.assign(rest, (row) => customerClaim(row, context.run), true)
          await recordAttributes(owned.filter(({ customerId }) => customerId !== NO_CUSTOMER))
        },
      )
      for (const { value, line } of batch) if (!nobodys.has(line)) consents.add(value)
      return { ...written, nobodys }
    },
  }
}

async function writeRemembered<T>(
  { ports, run, dryRun }: WriterContext,
  kind: ImportKind,
  batch: readonly KeyedRecord<T>[],
  /** Returns those that it stored, where that is not all. */
  store: (fresh: readonly KeyedRecord<T>[]) => Promise<void | readonly KeyedRecord<T>[]>,
  recall: (rest: readonly KeyedRecord<T>[]) => Promise<void>,
): Promise<Written> {
  const first = batch.filter(({ copy }) => copy === 0)
  const known = await ports.rememberedRecords(
    kind,
    first.map(({ key }) => key),
  )
  const unknown = first.filter(({ key }) => !known.has(key))
  const fresh = unknown.length === 0 ? unknown : ((await store(unknown)) ?? unknown)
  if (fresh.length > 0) {
    // Last, so that a crash repeats the batch instead of losing it.
    if (!dryRun) {
      await ports.remember(
        kind,
        fresh.map(({ key }) => key),
        run.id,
      )
    }
  }
  if (unknown.length < batch.length) await recall(batch.filter(({ key, copy }) => copy > 0 || known.has(key)))
  return { stored: fresh.length, duplicates: batch.length - unknown.length, fresh: fresh.map(({ key }) => key) }
}

function writtenOf(fresh: readonly KeyedRecord<unknown>[], batch: readonly KeyedRecord<unknown>[]): Written {
  return { stored: fresh.length, duplicates: batch.length - fresh.length, fresh: fresh.map(({ key }) => key) }
}

/** Counts the customers of order lines by the same rules and data as an import; nothing is written. */
export async function countPeople(lines: readonly OrderLine[], ports: ImportPorts, now: Date): Promise<number> {
  const run: ImportRun = { id: newId(now), receivedAt: now.getTime(), delayMs: 0 }
  const people = new PeopleOfImport({ ports, run, dryRun: true })
  await people.assign(
    lines.map((value) => ({ value, line: 0, key: 0n, copy: 0 })),
    (line) => orderClaim(line, run),
  )
  return people.count
}

const SOURCE = 'import'

function identified(identifiers: readonly ClaimedIdentifier[], seenAt: number, run: ImportRun): IdentityClaim {
  return { identifiers, source: SOURCE, importId: run.id, seenAt: new Date(seenAt) }
}

function orderClaim(line: OrderLine, run: ImportRun): IdentityClaim {
  const claim = identified(line.identifiers, line.occurredAt, run)
  return line.customerName === '' || line.isTest ? claim : { ...claim, name: line.customerName }
}

function customerClaim(row: CustomerRow, run: ImportRun): IdentityClaim {
  return {
    ...identified(row.identifiers, row.registeredAt ?? run.receivedAt, run),
    saidAt: new Date(run.receivedAt),
    ...customerValues(row),
  }
}

/** What a registration says of its customer beside the identifiers. */
export function customerValues(row: CustomerRow): Partial<IdentityClaim> {
  const attributes: Record<string, string | number> = {}
  if (row.region !== '') attributes['region'] = withoutPersonal(row.region)
  if (row.gender !== '') attributes['gender'] = row.gender
  if (row.birthYear !== 0) attributes['birthYear'] = row.birthYear
  if (row.memberLevel !== '') attributes['memberLevel'] = withoutPersonal(row.memberLevel)
  if (row.source !== '') attributes['registrationChannel'] = withoutPersonal(row.source)
  return {
    name: row.name,
    attributes,
    preferredLanguage: row.language,
    timeZone: row.timeZone,
    isTest: row.isTest,
    ...(row.registeredAt === undefined ? {} : { registeredAt: new Date(row.registeredAt) }),
  }
}
