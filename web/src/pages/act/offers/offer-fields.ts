import type { NewOffer, OfferDetail, OfferKindName } from '#http/act/offer-schemas.ts'
import { majorUnits, minorUnits } from '../../../format/format.ts'

/** What the form of an offer holds; money in the unit that people write. */
export interface OfferFields {
  readonly name: string
  readonly kind: OfferKindName
  readonly value: number | null
  readonly minSpend: number | null
  readonly products: readonly string[]
  readonly categories: readonly string[]
  readonly validFrom: string | null
  readonly validUntil: string | null
  readonly daysToUse: number | null
  readonly title: { readonly zh: string; readonly en: string }
  readonly terms: { readonly zh: string; readonly en: string }
  readonly cost: number | null
  readonly costBasis: string
  readonly stock: number | null
  readonly perCustomer: number | null
  readonly whom: 'everybody' | 'some'
  readonly audience: unknown
  readonly audienceReason: string
  readonly mode: 'none' | 'shared' | 'own' | 'imported' | 'shop'
  readonly code: string
  readonly url: string
}

export const FIRST_OFFER: OfferFields = {
  name: '',
  kind: 'percent',
  value: 10,
  minSpend: null,
  products: [],
  categories: [],
  validFrom: null,
  validUntil: null,
  daysToUse: 14,
  title: { zh: '', en: '' },
  terms: { zh: '', en: '' },
  cost: null,
  costBasis: '',
  stock: null,
  perCustomer: 1,
  whom: 'everybody',
  audience: { all: [] },
  audienceReason: '',
  mode: 'own',
  code: '',
  url: '',
}

const HAS_VALUE: readonly OfferKindName[] = ['percent', 'amount', 'points']

export function hasValue(kind: OfferKindName): boolean {
  return HAS_VALUE.includes(kind)
}

export function fieldsOf({ offer }: OfferDetail): OfferFields {
  const { currency, codes, audience, value, minSpend, cost, ...rest } = offer
  const major = (minor: number | null): number | null => (minor === null ? null : majorUnits({ minor, currency }))
  return {
    ...rest,
    value: rest.kind === 'amount' ? major(value) : value,
    minSpend: major(minSpend),
    cost: major(cost),
    whom: audience === null ? 'everybody' : 'some',
    audience: audience ?? { all: [] },
    mode: codes.mode,
    code: codes.mode === 'shared' ? codes.code : '',
    url: codes.mode === 'shop' ? codes.url : '',
  }
}

export function bodyOf(fields: OfferFields, currency: string): NewOffer {
  const { whom, audience, mode, code, url, value, minSpend, cost, products, categories, ...rest } = fields
  const minor = (major: number | null): number | null => (major === null ? null : minorUnits(major, currency).minor)
  return {
    ...rest,
    currency,
    value: !hasValue(rest.kind) ? null : rest.kind === 'amount' ? minor(value) : value,
    minSpend: minor(minSpend),
    cost: minor(cost),
    products: [...products],
    categories: [...categories],
    audience: whom === 'everybody' ? null : audience,
    codes: mode === 'shared' ? { mode, code } : mode === 'shop' ? { mode, url } : { mode },
  }
}
