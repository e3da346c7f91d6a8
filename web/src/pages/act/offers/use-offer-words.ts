import { useTranslation } from 'react-i18next'
import type { OfferRow } from '#http/act/offer-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'

export const KINDS = ['percent', 'amount', 'gift', 'free_shipping', 'service', 'points'] as const
export const STATES = ['draft', 'live', 'paused', 'ended'] as const
export const MODES = ['none', 'shared', 'own', 'imported', 'shop'] as const
export const TONES = { draft: 'plain', live: 'accent', paused: 'warn', ended: 'muted' } as const

/** What pages say of an offer. */
export function useOfferWords() {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  return {
    /** In the language of the page; where it was not written in it, in the other one. */
    either: ({ zh, en }: { readonly zh: string; readonly en: string }): string => (i18n.language.startsWith('zh') ? zh || en : en || zh),
    valid: ({ validFrom, validUntil }: Pick<OfferRow, 'validFrom' | 'validUntil'>): string => {
      if (validFrom === null && validUntil === null) return t('offers.always')
      if (validFrom === null) return t('offers.until', { day: format.day(validUntil ?? '') })
      return validUntil === null ? t('offers.from', { day: format.day(validFrom) }) : `${format.day(validFrom)} – ${format.day(validUntil)}`
    },
    /** Why nobody gets an offer that is live; '' where its state says it already. */
    problem: ({ state, problem }: Pick<OfferRow, 'state' | 'problem'>): string =>
      state !== 'live' || problem === null ? '' : t(`offers.problem.${problem as 'offer_not_live' | 'offer_ended' | 'offer_out_of_stock'}`),
  }
}
