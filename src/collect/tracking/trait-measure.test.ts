import { expect, test } from 'vitest'
import { checkTraitMeasures, traitValues } from './trait-measure.ts'

const BALANCE = { trait: 'balance', measure: '余额', unit: '元' }
const SEATS = { trait: 'seats', measure: 'seats', unit: '' }

test('declared traits that are numbers are values, and nothing else is', () => {
  expect(traitValues({ balance: 12.5, seats: '7', plan: 3 }, [BALANCE, SEATS])).toEqual([
    { measure: '余额', unit: '元', value: 12_500_000n },
    { measure: 'seats', unit: '', value: 7_000_000n },
  ])
  expect(traitValues({ balance: 'much', seats: true }, [BALANCE, SEATS])).toEqual([])
  expect(traitValues({}, [{ ...BALANCE, trait: 'toString' }])).toEqual([])
})

test('two declarations that would write over each other are refused', () => {
  expect(checkTraitMeasures([{ ...BALANCE, trait: ' balance ' }])).toEqual([BALANCE])
  expect(() => checkTraitMeasures([BALANCE, { ...SEATS, trait: 'balance' }])).toThrow('"balance" is declared twice')
  expect(() => checkTraitMeasures([BALANCE, { ...SEATS, measure: '余额' }])).toThrow('"余额" is declared twice')
})
