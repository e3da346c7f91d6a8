import type { TextLanguage } from '#kernel/bilingual-text.ts'
import type { Channel } from '#decide/strategy.ts'
import { chooseVariant, hasVariants, variantSegments } from './content-variants.ts'
import type { ContentVariant, MessageContent } from './message-content.ts'
import type { VariantLedger, VariantSegments } from './variant-ports.ts'

/** A message that a variant is to be chosen for. */
export interface VariantAsk {
  /** Of the message: what the answer is found by. */
  readonly key: string
  readonly customerId: string
  readonly channel: Channel
  readonly language: TextLanguage
  readonly content: MessageContent
  /** An earlier attempt may have been accepted: the message must stay what it was. */
  readonly isRepeat: boolean
}

/** By key; null is the content itself, and what has no variants is not there. */
export type ChosenVariants = ReadonlyMap<string, ContentVariant | null>

const NONE: ChosenVariants = new Map()

/** Chooses variants for a block of messages, by who is in which segment at that moment. */
export class VariantPicker {
  readonly #segments: Pick<VariantSegments, 'members'>
  readonly #ledger: Pick<VariantLedger, 'variantsOf'>

  constructor(parts: { readonly segments: Pick<VariantSegments, 'members'>; readonly ledger: Pick<VariantLedger, 'variantsOf'> }) {
    this.#segments = parts.segments
    this.#ledger = parts.ledger
  }

  /** One read of segments for all of them, none where nobody asks for a segment. */
  async choose(asks: readonly VariantAsk[]): Promise<ChosenVariants> {
    const open = asks.filter(({ content }) => hasVariants(content))
    if (open.length === 0) return NONE
    const before = await this.#before(open)
    const fresh = open.filter(({ key }) => !before.has(key))
    const ids = [...new Set(fresh.flatMap(({ content }) => variantSegments(content)))]
    const customers = [...new Set(fresh.map(({ customerId }) => customerId))]
    const members: ReadonlyMap<string, ReadonlySet<string>> = ids.length === 0 || customers.length === 0
      ? new Map()
      : await this.#segments.members(ids, customers)
    const isIn = (segment: string, customerId: string): boolean => members.get(segment)?.has(customerId) === true
    const chosen = new Map(before)
    for (const { key, customerId, channel, language, content } of fresh) {
      chosen.set(key, chooseVariant(content, { channel, language, isIn: (segment) => isIn(segment, customerId) }))
    }
    return chosen
  }

  /** What messages that may have left already were made of. */
  async #before(asks: readonly VariantAsk[]): Promise<Map<string, ContentVariant | null>> {
    const repeats = new Map(asks.filter(({ isRepeat }) => isRepeat).map((ask) => [ask.key, ask.content]))
    const found = new Map<string, ContentVariant | null>()
    if (repeats.size === 0) return found
    for (const { sendKey, variant } of await this.#ledger.variantsOf([...repeats.keys()])) {
      found.set(sendKey, repeats.get(sendKey)?.variants?.find(({ id }) => id === variant) ?? null)
    }
    return found
  }
}
