import { describe, expect, it } from 'vitest'
import type { PersonKind } from '#collect/identity-claim.ts'
import { DEFAULT_BOOK } from '../identity-rules.ts'
import { type HandCustomer, type HandIdentifier, planAdd, planJoin, planLeave } from './hand-plan.ts'

const identifier = (kind: PersonKind, value: string, namedBy: readonly string[] = []): HandIdentifier => ({
  kind,
  blindIndex: Buffer.from(value),
  masked: value,
  originId: 'o',
  namedBy,
  source: 'test',
  firstSeenAt: new Date(0),
  lastSeenAt: new Date(0),
})
const customer = (customerId: string, day: number, change: Partial<HandCustomer> = {}): HandCustomer => ({
  customerId,
  createdAt: new Date(day * 86_400_000),
  name: '',
  isErased: false,
  apartFrom: [],
  origins: [customerId],
  identifiers: [],
  ...change,
})
const card = (value: string) => [identifier('member_number', value)]
const because = (reason: string) => expect.objectContaining({ code: 'identity-refused', details: { reason } })

describe('two customers bound by hand', () => {
  it('are one without a question when one of them has nothing of its own', () => {
    const stranger = customer('b', 1, { identifiers: [identifier('phone', 'p')] })
    expect(planJoin(DEFAULT_BOOK, customer('a', 2, { identifiers: card('1') }), stranger)).toMatchObject({
      survivor: { customerId: 'b' },
      loser: { customerId: 'a' },
      doubts: [],
    })
  })

  it('are asked about when both are known, named differently, said to be two, or more than the rules allow', () => {
    const one = customer('a', 1, { identifiers: card('1'), name: '王*', apartFrom: ['b'] })
    const other = customer('b', 1, { identifiers: card('2'), name: '李*' })
    expect(planJoin(DEFAULT_BOOK, one, other).doubts).toEqual(['said-apart', 'known-customers', 'names-differ'])
    const phones = (from: number) => [0, 1].map((n) => identifier('phone', String(from + n)))
    expect(
      planJoin(DEFAULT_BOOK, customer('a', 1, { identifiers: phones(0) }), customer('b', 1, { identifiers: phones(2) })).doubts,
    ).toEqual(['over-limit'])
    const many = customer('a', 1, { origins: Array.from({ length: 100 }, (_, i) => String(i)) })
    expect(planJoin(DEFAULT_BOOK, many, customer('b', 1)).doubts).toEqual(['too-many-records'])
    expect(planJoin(DEFAULT_BOOK, customer('a', 1), customer('b', 1), identifier('email', 'e', ['c'])).doubts).toEqual(['shared-value'])
  })

  it('of the same age keep the smaller id, as the mapping of origins does', () => {
    expect(planJoin(DEFAULT_BOOK, customer('b', 1), customer('a', 1)).survivor.customerId).toBe('a')
  })

  it('are refused when they are one, erased, or no person could have so many records', () => {
    expect(() => planJoin(DEFAULT_BOOK, customer('a', 1), customer('a', 1))).toThrow(because('already'))
    expect(() => planJoin(DEFAULT_BOOK, customer('a', 1), customer('b', 1, { isErased: true }))).toThrow(because('erased'))
    const crowd = customer('a', 1, { origins: Array.from({ length: 1_000 }, (_, i) => String(i)) })
    expect(() => planJoin(DEFAULT_BOOK, crowd, customer('b', 1))).toThrow(because('too-large'))
  })
})

describe('an identifier by hand', () => {
  it('is added without a question up to the limit of its kind', () => {
    expect(planAdd(DEFAULT_BOOK, customer('a', 1, { identifiers: card('1') }), 'phone')).toEqual([])
    expect(planAdd(DEFAULT_BOOK, customer('a', 1, { identifiers: card('1') }), 'member_number')).toEqual(['over-limit'])
  })

  it('leaves its customer unless it is the last one or somebody else’s', () => {
    const two = customer('a', 1, { identifiers: [...card('1'), identifier('phone', 'p')] })
    expect(planLeave(two, identifier('phone', 'p')).masked).toBe('p')
    expect(() => planLeave(two, identifier('phone', 'q'))).toThrow(because('not-theirs'))
    expect(() => planLeave(customer('a', 1, { identifiers: card('1') }), identifier('member_number', '1'))).toThrow(because('last'))
  })
})
