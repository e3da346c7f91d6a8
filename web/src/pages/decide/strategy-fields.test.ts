import { expect, it } from 'vitest'
import type { StrategyDefinition } from '#http/decide/retain-schemas.ts'
import { blankDefinition, cloneOf, definitionOf, fieldOf, fieldsOf } from './strategy-fields.ts'

const both = (text: string) => ({ zh: text, en: text })

const definition: StrategyDefinition = {
  name: both('name'),
  summary: both('summary'),
  pack: 'retail',
  audience: { all: [{ field: 'churn.tier', op: 'in', values: ['high'] }] },
  channel: 'email',
  offer: { kind: 'coupon', discount: 0.15, validDays: 14, label: both('15 %') },
  content: { subject: both('subject'), body: both('body') },
  contactCost: { minor: 10, currency: 'CNY' },
  expectedEffect: 0.04,
  holdout: 0.2,
  budget: { minor: 500_000, currency: 'CNY' },
  cooldownDays: 30,
  windowDays: 30,
  slaHours: 24,
}

it('comes back unchanged when nothing is edited', () => {
  expect(definitionOf(definition, fieldsOf(definition))).toEqual(definition)
})

it('draws by company unless each person was chosen, and says so only where it was said or changed', () => {
  expect(fieldsOf(definition).drawBy).toBe('account')
  expect(definitionOf(definition, { ...fieldsOf(definition), drawBy: 'person' }).drawBy).toBe('person')
  const alone: StrategyDefinition = { ...definition, drawBy: 'person' }
  expect(definitionOf(alone, fieldsOf(alone))).toEqual(alone)
  expect(definitionOf(alone, { ...fieldsOf(alone), drawBy: 'account' }).drawBy).toBe('account')
})

it('speaks of percent and major units, and keeps the reason for a missing hold-out only while there is none', () => {
  const fields = fieldsOf(definition)
  expect(fields).toMatchObject({ discountPercent: 15, holdoutPercent: 20, budget: 5000, contactCost: 0.1 })
  const waived = definitionOf(definition, { ...fields, holdoutPercent: 0, holdoutWaiver: 'asked by law', budget: null })
  expect(waived).toMatchObject({ holdout: 0, holdoutWaiver: 'asked by law', budget: null })
  expect(definitionOf(waived, { ...fieldsOf(waived), holdoutPercent: 10 })).not.toHaveProperty('holdoutWaiver')
})

it('an offer without a discount or without days keeps neither', () => {
  const fields = fieldsOf(definition)
  expect(definitionOf(definition, { ...fields, offerKind: 'gift' }).offer).toMatchObject({ kind: 'gift', discount: 0, validDays: 14 })
  expect(definitionOf(definition, { ...fields, offerKind: 'none' }).offer).toMatchObject({ kind: 'none', discount: 0, validDays: 0 })
})

it('a blank one and a copy are definitions like any other', () => {
  const blank = blankDefinition('USD')
  expect(definitionOf(blank, fieldsOf(blank))).toEqual(blank)
  expect(cloneOf(definition, { zh: '（副本）', en: ' (copy)' }).name).toEqual({ zh: 'name（副本）', en: 'name (copy)' })
})

it('a refusal of the server stands at its field', () => {
  expect(fieldOf('template-invalid', { part: 'body', language: 'en', reason: 'variable' })).toEqual(['body', 'en'])
  expect(fieldOf('strategy-number', { field: 'offer.validDays' })).toEqual(['validDays'])
  expect(fieldOf('strategy-number', { field: 'windowDays' })).toEqual(['windowDays'])
  expect(fieldOf('holdout-waiver-needed', {})).toEqual(['holdoutWaiver'])
  expect(fieldOf('strategy-changed', {})).toBeNull()
})
