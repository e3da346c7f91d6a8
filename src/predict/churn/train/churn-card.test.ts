import { expect, it } from 'vitest'
import { churnCard, readChurnCard } from './churn-card.ts'
import { churnDefinition } from '../definition/churn-definition.ts'
import { trainChurn } from './train-churn.ts'

const definition = churnDefinition({ horizonDays: 60, audience: 'repeat' })
const card = churnCard(definition, trainChurn({ definition, snapshots: [], random: () => 0.5 }))

it('is plain JSON from the first day on', () => {
  expect(JSON.parse(JSON.stringify(card))).toEqual(card)
  expect(card).toMatchObject({ rung: 'rules', quality: null, candidates: [], features: 110, confidence: { level: 'low' }, slices: [] })
  expect(card.definition.text.zh).toContain('累计下单两次及以上')
})

it('reads back a stored card, and marks what a card of an earlier release lacks', () => {
  expect(readChurnCard(JSON.parse(JSON.stringify(card)))).toEqual(card)
  const { confidence: _, features: __, slices: ___, leakTest: ____, ...old } = card
  expect(readChurnCard(old)).toMatchObject({ rung: 'rules', confidence: { level: 'low' }, slices: [], leakTest: { stopped: [] } })
  expect(readChurnCard(old).confidence.text.en).toContain('train it again')
})
