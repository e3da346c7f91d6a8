import type { AuditLog } from '#access/audit-log.ts'
import type { Channel } from '#decide/strategy.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { cutPage } from '#kernel/page.ts'
import { badCursor } from '#kernel/page-key.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import { kindOfChannel, readAddress, readList } from './suppression-list.ts'
import type { ReadList } from './suppression-list.ts'
import { checkLift, LEAST_WORDS } from './suppression.ts'
import type { SuppressedAddress, SuppressedChannel, SuppressedKind, Suppression, SuppressionReason } from './suppression.ts'

export interface SuppressionFilter {
  readonly channel?: SuppressedChannel
  readonly reason?: SuppressionReason
  readonly addresses?: readonly Pick<SuppressedAddress, 'kind' | 'blindIndex'>[]
}

export interface SuppressionStore {
  /** Those that stand at `now`, the newest first, below the id `before`. */
  list(
    filter: SuppressionFilter,
    page: { readonly before: number | null; readonly limit: number },
    now: Date,
  ): Promise<readonly Suppression[]>
  count(filter: SuppressionFilter, now: Date): Promise<number>
  /** Returns how many are new. */
  add(
    addresses: readonly SuppressedAddress[],
    channels: readonly Channel[],
    how: {
      readonly reason: SuppressionReason
      readonly source: string
      readonly actor: string
      readonly note: string
      readonly now: Date
      readonly until?: Date | null
    },
  ): Promise<number>
  /** How many of the addresses are suppressed on all of the channels already, and how many a customer has. */
  standing(
    addresses: readonly SuppressedAddress[],
    channels: readonly Channel[],
    now: Date,
  ): Promise<{ readonly already: number; readonly customers: number }>
  find(id: string): Promise<{ readonly reason: SuppressionReason; readonly channel: Channel } | null>
  /** False: it is gone. */
  lift(id: string): Promise<boolean>
  complaintsStopEverything(): Promise<boolean>
  setComplaintsStopEverything(everywhere: boolean, now: Date): Promise<void>
}

/** What a list would do, or did. */
export interface ListTaken extends Omit<ReadList, 'addresses'> {
  readonly addresses: number
  /** Suppressed on this channel before. */
  readonly already: number
  /** Addresses that a customer has. */
  readonly customers: number
  /** Null: only looked at. */
  readonly added: number | null
}

interface ServiceParts {
  readonly store: SuppressionStore
  readonly keyring: Keyring
  readonly project: { readonly country: string }
  readonly audit: AuditLog
  readonly clock: Clock
}

const EXPORT_BLOCK = 1_000
const LONGEST_DAYS = 3_650

/** The addresses that are not used any more, as the team reads and changes them. Everything that changes is audited, in codes and masks. */
export class SuppressionService {
  readonly #parts: ServiceParts

  constructor(parts: ServiceParts) {
    this.#parts = parts
  }

  /** `address`: exactly this one, in any way of writing it. */
  async list(
    { address, ...filter }: Omit<SuppressionFilter, 'addresses'> & { readonly address?: string },
    { cursor, limit }: PageRequest,
  ): Promise<Page<Suppression>> {
    const { store, clock } = this.#parts
    const now = clock.now()
    const found = address === undefined ? undefined : this.#couldBe(address)
    if (found?.length === 0) return { items: [], nextCursor: null, total: 0 }
    const asked: SuppressionFilter = { ...filter, ...(found === undefined ? {} : { addresses: found }) }
    const before = cursor === null ? null : readBefore(cursor)
    const rows = await store.list(asked, { before, limit: limit + 1 }, now)
    const page = cutPage(rows, limit, (row) => String(row.id))
    return before === null ? { ...page, total: await store.count(asked, now) } : page
  }

  /** All that stand, block by block. */
  async *all(filter: Omit<SuppressionFilter, 'addresses'>): AsyncGenerator<readonly Suppression[]> {
    const { store, clock } = this.#parts
    const now = clock.now()
    for (let before: number | null = null; ;) {
      const rows: readonly Suppression[] = await store.list(filter, { before, limit: EXPORT_BLOCK }, now)
      if (rows.length > 0) yield rows
      if (rows.length < EXPORT_BLOCK) return
      before = rows.at(-1)?.id ?? null
    }
  }

  /**
   * Writes one address down; nobody has to have it. `days`: for so many days only. Returns how many channels that is new for.
   * @throws AppError `suppression-reason-needed`, `suppression-address-wrong`, `suppression-channel-wrong`
   */
  async add(
    {
      address,
      channels,
      why,
      days,
    }: { readonly address: string; readonly channels: readonly SuppressedChannel[]; readonly why: string; readonly days: number | null },
    actor: string,
  ): Promise<number> {
    const { store, keyring, project, audit, clock } = this.#parts
    needWords(why)
    const [kind, ...others] = new Set(channels.map(kindOfChannel))
    const found = kind === undefined || others.length > 0 ? undefined : readAddress(keyring, project.country, address, kind)
    if (found === undefined) {
      throw new AppError(
        'invalid-input',
        'suppression-address-wrong',
        'This is no address of the chosen channels. Check it, or choose others.',
      )
    }
    const now = clock.now()
    const until = days === null ? null : new Date(now.getTime() + Math.min(days, LONGEST_DAYS) * DAY_MS)
    const added = await store.add([found], channels, {
      reason: 'staff',
      source: 'staff',
      actor,
      note: withoutPersonal(why.trim()),
      now,
      until,
    })
    await audit.append({
      at: now,
      actor,
      action: 'suppression-added',
      target: 'suppressions',
      detail: { channels, masked: found.masked, days, added },
    })
    return added
  }

  /**
   * Reads a list of addresses of one channel; `commit` writes it down.
   * @throws AppError `suppression-reason-needed` and those of `readList`
   */
  async take(
    {
      text,
      channel,
      why,
      commit,
    }: { readonly text: string; readonly channel: SuppressedChannel; readonly why: string; readonly commit: boolean },
    actor: string,
  ): Promise<ListTaken> {
    const { store, keyring, project, audit, clock } = this.#parts
    const { addresses, ...read } = readList(keyring, project.country, text, channel)
    const now = clock.now()
    const known = await store.standing(addresses, [channel], now)
    const looked = { ...read, ...known, addresses: addresses.length }
    if (!commit) return { ...looked, added: null }
    needWords(why)
    const added = await store.add(addresses, [channel], { reason: 'list', source: 'list', actor, note: withoutPersonal(why.trim()), now })
    const detail = { channel, addresses: addresses.length, wrong: read.wrong, added }
    await audit.append({ at: now, actor, action: 'suppression-list-added', target: 'suppressions', detail })
    return { ...looked, added }
  }

  /** Ends one. @throws AppError `suppression-not-found`, `suppression-reason-needed`, `suppression-evidence-needed` */
  async lift(id: string, words: { readonly why: string; readonly evidence: string }, actor: string): Promise<void> {
    const { store, audit, clock } = this.#parts
    const found = /^\d{1,15}$/.test(id) ? await store.find(id) : null
    if (found === null) throw notFound()
    checkLift(found.reason, words)
    if (!(await store.lift(id))) throw notFound()
    const detail = { ...found, why: withoutPersonal(words.why.trim()), evidence: withoutPersonal(words.evidence.trim()) }
    await audit.append({ at: clock.now(), actor, action: 'suppression-lifted', target: `suppression:${id}`, detail })
  }

  /** Whether a complaint on one channel ends marketing on all of them. */
  complaintsStopEverything(): Promise<boolean> {
    return this.#parts.store.complaintsStopEverything()
  }

  async setComplaintsStopEverything(everywhere: boolean, actor: string): Promise<void> {
    const { store, audit, clock } = this.#parts
    const now = clock.now()
    await store.setComplaintsStopEverything(everywhere, now)
    await audit.append({ at: now, actor, action: 'complaint-reach-set', target: 'suppressions', detail: { everywhere } })
  }

  #couldBe(text: string): readonly SuppressedAddress[] {
    const { keyring, project } = this.#parts
    const kinds: readonly SuppressedKind[] = ['email', 'phone']
    return kinds.flatMap((kind) => readAddress(keyring, project.country, text, kind) ?? [])
  }
}

function needWords(why: string): void {
  if (why.trim().length >= LEAST_WORDS) return
  throw new AppError('invalid-input', 'suppression-reason-needed', `Say why, in ${LEAST_WORDS} characters or more.`)
}

function readBefore(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  throw badCursor()
}

function notFound(): AppError {
  return new AppError('not-found', 'suppression-not-found', 'There is no such suppression, or it has been lifted.')
}
