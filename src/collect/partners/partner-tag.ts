import { withoutPersonal } from '#privacy/personal-text.ts'
import type { PartnerTagRow } from './partner-tag-row-step.ts'

/** A tag as it is stored. Times are epoch milliseconds. */
export interface PartnerTag {
  readonly sourceId: string
  /** The origin of the customer. */
  readonly personId: string
  readonly tag: string
  readonly value: string
  readonly saidAt: number
  readonly validUntil: number | null
  readonly receivedAt: number
}

/** The tag of a record, without what is personal in its texts. */
export function partnerTag(
  { tag, value, validUntil }: PartnerTagRow,
  told: Pick<PartnerTag, 'sourceId' | 'personId' | 'saidAt' | 'receivedAt'>,
): PartnerTag {
  return { ...told, tag: withoutPersonal(tag), value: withoutPersonal(value), validUntil: validUntil ?? null }
}

/** One for each partner, person and tag: the newest word, of two at one time the later. */
export function newestTags(tags: readonly PartnerTag[]): PartnerTag[] {
  const newest = new Map<string, PartnerTag>()
  for (const one of tags) {
    const key = JSON.stringify([one.sourceId, one.personId, one.tag])
    const before = newest.get(key)
    if (before === undefined || one.saidAt >= before.saidAt) newest.set(key, one)
  }
  return [...newest.values()]
}
