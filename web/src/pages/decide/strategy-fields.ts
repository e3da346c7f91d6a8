import type { StrategyDefinition } from '#http/decide/retain-schemas.ts'
import type { BilingualText } from '#http/shared-schemas.ts'
import { majorUnits, minorUnits } from '../../format/format.ts'

/** What the editor of a strategy asks for, in the units people use: percent and major units of money. */
export interface StrategyFields {
  name: BilingualText
  summary: BilingualText
  subject: BilingualText
  body: BilingualText
  audience: StrategyDefinition['audience']
  channel: StrategyDefinition['channel']
  /** Others in the order in which they were chosen. */
  nextChannels?: StrategyDefinition['channel'][]
  offerKind: StrategyDefinition['offer']['kind']
  offerLabel: BilingualText
  /** Percentage points. */
  expectedEffect: number
  discountPercent?: number
  validDays?: number
  holdoutPercent: number
  holdoutWaiver?: string
  drawBy?: 'account' | 'person'
  budget?: number | null
  contactCost: number
  cooldownDays: number
  windowDays?: number
  slaHours?: number
}

export function fieldsOf(definition: StrategyDefinition): StrategyFields {
  return {
    name: definition.name,
    summary: definition.summary,
    subject: definition.content.subject,
    body: definition.content.body,
    audience: definition.audience,
    channel: definition.channel,
    nextChannels: [...(definition.nextChannels ?? [])],
    offerKind: definition.offer.kind,
    offerLabel: definition.offer.label,
    expectedEffect: Math.round(definition.expectedEffect * 1000) / 10,
    discountPercent: Math.round(definition.offer.discount * 1000) / 10,
    validDays: definition.offer.validDays,
    holdoutPercent: Math.round(definition.holdout * 1000) / 10,
    ...(definition.holdoutWaiver === undefined ? {} : { holdoutWaiver: definition.holdoutWaiver }),
    drawBy: definition.drawBy ?? 'account',
    budget: definition.budget === null ? null : majorUnits(definition.budget),
    contactCost: majorUnits(definition.contactCost),
    cooldownDays: definition.cooldownDays,
    windowDays: definition.windowDays,
    slaHours: definition.slaHours,
  }
}

/** The definition with the edited fields; what the editor does not show stays as it was. */
export function definitionOf(before: StrategyDefinition, fields: StrategyFields): StrategyDefinition {
  const { holdoutWaiver: _, drawBy: drawnBefore, nextChannels: nextBefore = [], ...rest } = before
  const nextChannels = (fields.nextChannels ?? nextBefore).filter((channel) => channel !== fields.channel)
  const drawBy = fields.drawBy ?? drawnBefore ?? 'account'
  const currency = before.contactCost.currency
  const budget = fields.budget ?? null
  return {
    ...rest,
    name: fields.name,
    summary: fields.summary,
    content: { subject: fields.subject, body: fields.body },
    audience: fields.audience,
    channel: fields.channel,
    ...(nextChannels.length === 0 ? {} : { nextChannels }),
    expectedEffect: fields.expectedEffect / 100,
    offer: {
      kind: fields.offerKind,
      label: fields.offerLabel,
      // Only a coupon has a discount, and only an offer has days.
      discount:
        fields.offerKind !== 'coupon' ? 0 : fields.discountPercent === undefined ? before.offer.discount : fields.discountPercent / 100,
      validDays: fields.offerKind === 'none' ? 0 : (fields.validDays ?? before.offer.validDays),
    },
    holdout: fields.holdoutPercent / 100,
    ...(fields.holdoutPercent === 0 && fields.holdoutWaiver !== undefined ? { holdoutWaiver: fields.holdoutWaiver } : {}),
    // By account is what a definition that says nothing means.
    ...(drawBy === 'account' && drawnBefore === undefined ? {} : { drawBy }),
    budget: budget === null ? null : minorUnits(budget, currency),
    contactCost: minorUnits(fields.contactCost, currency),
    cooldownDays: fields.cooldownDays,
    windowDays: fields.windowDays ?? before.windowDays,
    slaHours: fields.slaHours ?? before.slaHours,
  }
}

const nothing: BilingualText = { zh: '', en: '' }

/** Where a new strategy begins. */
export function blankDefinition(currency: string): StrategyDefinition {
  return {
    name: nothing,
    summary: nothing,
    pack: 'own',
    audience: { all: [{ field: 'churn.tier', op: 'in', values: ['high'] }] },
    channel: 'email',
    offer: { kind: 'none', discount: 0, validDays: 0, label: nothing },
    content: { subject: nothing, body: nothing },
    contactCost: { minor: 0, currency },
    expectedEffect: 0.05,
    holdout: 0.2,
    budget: null,
    cooldownDays: 60,
    windowDays: 60,
    slaHours: 48,
  }
}

/** A copy under another name. */
export function cloneOf(definition: StrategyDefinition, mark: BilingualText): StrategyDefinition {
  const { name } = definition
  return { ...definition, name: { zh: name.zh === '' ? '' : `${name.zh}${mark.zh}`, en: name.en === '' ? '' : `${name.en}${mark.en}` } }
}

/** The field of the editor that a refusal of the server is about; null when it is about none. */
export function fieldOf(code: string, params: Readonly<Record<string, unknown>>): (string | number)[] | null {
  const text = (name: string) => (typeof params[name] === 'string' ? params[name] : '')
  if (code === 'template-invalid') return [text('part') === 'subject' ? 'subject' : 'body', text('language') === 'en' ? 'en' : 'zh']
  if (code === 'strategy-name') return ['name', 'zh']
  if (code === 'strategy-content') return [text('reason') === 'subject' ? 'subject' : 'body', 'zh']
  if (code === 'strategy-offer') return ['discountPercent']
  if (code === 'strategy-channel') return ['channel']
  if (code === 'strategy-audience' || code.startsWith('condition-')) return ['audience']
  if (code === 'holdout-waiver-needed') return ['holdoutWaiver']
  if (code === 'strategy-number' || code === 'strategy-currency') {
    const fields: Readonly<Record<string, string>> = {
      expectedEffect: 'expectedEffect',
      holdout: 'holdoutPercent',
      'offer.discount': 'discountPercent',
      'offer.validDays': 'validDays',
      'contactCost.minor': 'contactCost',
      contactCost: 'contactCost',
      'budget.minor': 'budget',
      budget: 'budget',
    }
    return [fields[text('field')] ?? text('field')]
  }
  return null
}
