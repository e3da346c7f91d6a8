import { localDay } from '#kernel/local-day.ts'
import { Rng } from '#kernel/rng.ts'
import { rankPieces, refusalOf } from './choose-piece.ts'
import type { LivePiece, PieceQuestion, PieceRefusal, PieceWorld, ScoredPiece } from './choose-piece.ts'
import { formOf } from './content-piece.ts'
import type { PieceForm } from './content-piece.ts'
import { NO_INTERESTS } from './piece-interest.ts'
import type { PieceInterests } from './piece-interest.ts'
import type {
  ChosenPiece,
  ChosenPieces,
  HadPiece,
  PieceAsk,
  PieceFacts,
  PieceLedger,
  PiecePicker,
  PieceUse,
  WhoMeets,
} from './piece-ports.ts'
import type { PieceCounts } from './piece-rates.ts'
import { slotNumber } from './piece-slots.ts'

export interface PieceChooserPorts {
  readonly ledger: PieceLedger
  readonly facts: PieceFacts
  readonly whoMeets: WhoMeets
  readonly timeZone: () => string
}

/** Counts of clicks are read again after this: they say little more within minutes, and are of all messages. */
const COUNTS_HOLD_MS = 300_000
/** What worked longer ago says little of what works now. */
const COUNTS_BACK_MS = 365 * 86_400_000

/** What is known of the customers of a block. */
interface Known {
  readonly worlds: ReadonlyMap<PieceForm, PieceWorld>
  readonly interests: ReadonlyMap<string, PieceInterests>
  readonly had: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>
  readonly isMeant: (customerId: string, piece: LivePiece) => boolean
}

/** One customer and every piece: what would be chosen and why, and why the others are not. */
export interface PieceVerdicts {
  readonly ranked: readonly ScoredPiece[]
  readonly refused: readonly { readonly live: LivePiece; readonly refusal: PieceRefusal }[]
}

/** Chooses pieces for a block of messages: what is known of its customers is read at once, and the draws follow from the key of each message. */
export class PieceChooser implements PiecePicker {
  readonly #ports: PieceChooserPorts
  readonly #counts = new Map<PieceForm, { readonly at: number; readonly counts: ReadonlyMap<string, PieceCounts> }>()

  constructor(ports: PieceChooserPorts) {
    this.#ports = ports
  }

  async choose(asks: readonly PieceAsk[], now: Date): Promise<ReadonlyMap<string, ChosenPieces>> {
    const open = asks.filter(({ slots }) => slots.length > 0)
    if (open.length === 0) return new Map()
    const uses = Map.groupBy(await this.#ports.ledger.usesOf(open.map(({ sendKey }) => sendKey)), ({ sendKey }) => sendKey)
    const repeats = open.filter(({ isRepeat }) => isRepeat)
    const again = await this.#again(repeats.flatMap(({ sendKey }) => uses.get(sendKey) ?? []))
    const fresh = open.filter((ask) => !ask.isRepeat)
    const found = new Map<string, ChosenPieces>(repeats.map(({ sendKey }) => [sendKey, again.get(sendKey) ?? new Map()]))
    if (fresh.length === 0) return found
    const known = await this.#known(fresh, now)
    const taken = new Map<string, Set<string>>()
    for (const ask of fresh) {
      const inBlock = taken.get(ask.customerId) ?? new Set()
      taken.set(ask.customerId, inBlock)
      found.set(ask.sendKey, chooseFor(ask, uses.get(ask.sendKey) ?? [], known, inBlock))
    }
    return found
  }

  /** Every piece for one customer, whatever message it would stand in. Draws by the customer, so that it is the same each time it is asked. */
  async verdicts(
    ask: Omit<PieceAsk, 'sendKey' | 'slots' | 'isRepeat'> & { readonly tags: readonly string[] },
    now: Date,
  ): Promise<PieceVerdicts> {
    const known = await this.#known([ask], now)
    const { world, question } = asked(ask, ask.tags, known, hadOf(known, ask.customerId, ''))
    const ranked = rankPieces(world, question, draws(`preview:${ask.customerId}`, 1))
    return {
      ranked,
      refused: world.pieces.flatMap((live) => {
        const refusal = refusalOf(live, question, world.today)
        return refusal === null ? [] : [{ live, refusal }]
      }),
    }
  }

  async #again(uses: readonly PieceUse[]): Promise<ReadonlyMap<string, ChosenPieces>> {
    if (uses.length === 0) return new Map()
    const pieces = new Map((await this.#ports.ledger.byIds([...new Set(uses.map(({ piece }) => piece))])).map((live) => [live.id, live]))
    const found = new Map<string, Map<string, ChosenPiece>>()
    for (const { sendKey, slot, piece, form, reasons } of uses) {
      const live = pieces.get(piece)
      if (live === undefined) continue
      const of = found.get(sendKey) ?? new Map<string, ChosenPiece>()
      found.set(sendKey, of.set(slot === 1 ? 'piece' : `piece${slot}`, { live, form, reasons }))
    }
    return found
  }

  async #known(asks: readonly Pick<PieceAsk, 'customerId' | 'channel'>[], now: Date): Promise<Known> {
    const { ledger, facts, whoMeets, timeZone } = this.#ports
    const ids = [...new Set(asks.map(({ customerId }) => customerId))]
    const forms = [...new Set(asks.map(({ channel }) => formOf(channel)))]
    const today = localDay(now, timeZone())
    const [pieces, tags, liked, had, counts] = await Promise.all([
      ledger.live(),
      ledger.tags(),
      facts.of(ids, now),
      ledger.hadBy(ids),
      Promise.all(forms.map(async (form) => [form, await this.#countsOf(form, now)] as const)),
    ])
    const limited = pieces.flatMap(({ id, piece }) => (piece.audience === null ? [] : [{ id, audience: piece.audience }]))
    const met =
      limited.length === 0
        ? []
        : await whoMeets(
            ids,
            limited.map(({ audience }) => audience),
          )
    const audiences = new Map(limited.map(({ id }, i) => [id, met[i] ?? null]))
    const byCustomer = Map.groupBy(had, ({ customerId }) => customerId)
    return {
      worlds: new Map(counts.map(([form, of]) => [form, { pieces, tags, counts: of, today }])),
      interests: new Map(
        ids.map((id) => [
          id,
          {
            categories: liked.get(id)?.categories ?? new Map(),
            words: liked.get(id)?.words ?? new Set(),
            read: readOf(byCustomer.get(id) ?? []),
          },
        ]),
      ),
      had: new Map(
        [...byCustomer].map(([id, rows]) => {
          const bySend = Map.groupBy(rows, ({ sendKey }) => sendKey)
          return [id, new Map([...bySend].map(([key, of]) => [key, new Set(of.map(({ piece }) => piece))]))]
        }),
      ),
      isMeant: (customerId, { id }) => audiences.get(id)?.has(customerId) === true,
    }
  }

  async #countsOf(form: PieceForm, now: Date): Promise<ReadonlyMap<string, PieceCounts>> {
    const known = this.#counts.get(form)
    if (known !== undefined && Math.abs(now.getTime() - known.at) < COUNTS_HOLD_MS) return known.counts
    const counts = await this.#ports.ledger.counts(form, new Date(now.getTime() - COUNTS_BACK_MS))
    this.#counts.set(form, { at: now.getTime(), counts })
    return counts
  }
}

function chooseFor(ask: PieceAsk, before: readonly PieceUse[], known: Known, inBlock: Set<string>): ChosenPieces {
  const chosen = new Map<string, ChosenPiece>()
  const form = formOf(ask.channel)
  for (const slot of ask.slots) {
    const had = new Set([...hadOf(known, ask.customerId, ask.sendKey), ...inBlock])
    const { world, question } = asked(ask, slot.tags, known, had)
    // A message that waited keeps its piece, as long as that may still be shown.
    const kept = before.find((use) => use.slot === slotNumber(slot.name) && use.form === form)
    const same = kept === undefined ? undefined : world.pieces.find(({ id }) => id === kept.piece)
    const again = kept !== undefined && same !== undefined && refusalOf(same, question, world.today) === null
    const best = again ? { live: same, reasons: kept.reasons } : rankPieces(world, question, draws(ask.sendKey, slotNumber(slot.name)))[0]
    if (best === undefined) continue
    inBlock.add(best.live.id)
    chosen.set(slot.name, { live: best.live, form, reasons: best.reasons })
  }
  return chosen
}

function asked(
  { customerId, channel, language }: Pick<PieceAsk, 'customerId' | 'channel' | 'language'>,
  tags: readonly string[],
  known: Known,
  had: ReadonlySet<string>,
): { readonly world: PieceWorld; readonly question: PieceQuestion } {
  const form = formOf(channel)
  const world = known.worlds.get(form)
  if (world === undefined) throw new Error(`nothing was read for the form ${form}`)
  const interests = known.interests.get(customerId) ?? NO_INTERESTS
  return { world, question: { form, language, tags, interests, had, isMeant: (piece) => known.isMeant(customerId, piece) } }
}

/** What a customer had in other messages than this one. */
function hadOf({ had }: Known, customerId: string, sendKey: string): ReadonlySet<string> {
  const all = new Set<string>()
  for (const [key, pieces] of had.get(customerId) ?? []) if (key !== sendKey) for (const piece of pieces) all.add(piece)
  return all
}

/** By tag, also of pieces that were put away since. */
function readOf(rows: readonly HadPiece[]): PieceInterests['read'] {
  const read = new Map<string, { sent: number; clicked: number }>()
  for (const { tags, clicked } of rows) {
    for (const tag of tags) {
      const of = read.get(tag) ?? { sent: 0, clicked: 0 }
      read.set(tag, { sent: of.sent + 1, clicked: of.clicked + Number(clicked) })
    }
  }
  return read
}

function draws(seed: string, slot: number): () => number {
  const rng = new Rng(`piece/${seed}/${slot}`)
  return () => rng.next()
}
