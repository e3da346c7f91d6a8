import type { StrategyDefinition } from '#http/schemas/retain.ts'
import type { BilingualText } from '#http/schemas/shared.ts'
import { majorUnits, minorUnits } from '../../format/format.ts'

/** What the editor of a strategy asks for, in the units people use: percent and major units of money. */
export interface StrategyFields {
  name: BilingualText
  summary: BilingualText
  subject: BilingualText
  body: BilingualText
  discountPercent?: number
  validDays?: number
  holdoutPercent: number
  holdoutWaiver?: string
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
    discountPercent: Math.round(definition.offer.discount * 1000) / 10,
    validDays: definition.offer.validDays,
    holdoutPercent: Math.round(definition.holdout * 1000) / 10,
    ...(definition.holdoutWaiver === undefined ? {} : { holdoutWaiver: definition.holdoutWaiver }),
    budget: definition.budget === null ? null : majorUnits(definition.budget),
    contactCost: majorUnits(definition.contactCost),
    cooldownDays: definition.cooldownDays,
    windowDays: definition.windowDays,
    slaHours: definition.slaHours,
  }
}

/** The definition with the edited fields; what the editor does not show stays as it was. */
export function definitionOf(before: StrategyDefinition, fields: StrategyFields): StrategyDefinition {
  const { holdoutWaiver: _, ...rest } = before
  const currency = before.contactCost.currency
  const budget = fields.budget ?? null
  return {
    ...rest,
    name: fields.name,
    summary: fields.summary,
    content: { subject: fields.subject, body: fields.body },
    offer: {
      ...before.offer,
      discount: fields.discountPercent === undefined ? before.offer.discount : fields.discountPercent / 100,
      validDays: fields.validDays ?? before.offer.validDays,
    },
    holdout: fields.holdoutPercent / 100,
    ...(fields.holdoutPercent === 0 && fields.holdoutWaiver !== undefined ? { holdoutWaiver: fields.holdoutWaiver } : {}),
    budget: budget === null ? null : minorUnits(budget, currency),
    contactCost: minorUnits(fields.contactCost, currency),
    cooldownDays: fields.cooldownDays,
    windowDays: fields.windowDays ?? before.windowDays,
    slaHours: fields.slaHours ?? before.slaHours,
  }
}
