import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PersonKind } from '#collect/identity-claim.ts'
import { KEPT_CLAIMANTS, hasClaimants, knownGroups, type Value } from './plan-groups.ts'
import { DEFAULT_RULES, type IdentityRules } from './identity-rules.ts'
import type { KeyedIdentifier, KnownCustomer, PlanClaim, ResolvePlan } from './resolve-plan.ts'
import { account, at, card, held, id, known, phone, resolve as resolveBy, rulesBut as rules } from '../../tests/support/planned-records.ts'

/** A shop that lets people have several member cards, and phones of several people belong to the first. */
const SEVERAL_CARDS = rules({ member_number: { perCustomer: 5 }, phone: { perCustomer: 5, perValue: 100 } })
const DAY = 86_400_000
const resolve = (claims: readonly PlanClaim[], stored: readonly KnownCustomer[] = [], by: IdentityRules = SEVERAL_CARDS) =>
  resolveBy(claims, stored, by)
const plan = (claims: readonly (readonly KeyedIdentifier[])[], known: readonly KnownCustomer[] = [], by: IdentityRules = SEVERAL_CARDS) =>
  resolve(
    claims.map((identifiers) => at(0, identifiers)),
    known,
    by,
  )
/** What a plan leaves in the store. */
const store = ({ created, added }: ResolvePlan): KnownCustomer[] =>
  created.map(({ customerId }, i) => ({
    customerId,
    createdAt: i,
    name: '',
    apartFrom: [],
    identifiers: added.filter((one) => one.customerId === customerId),
  }))

describe('planResolution', () => {
  it('gives records that share an identifier one customer, named by the strongest one', () => {
    const { customerIds, created, added } = plan([[phone('1')], [card('a'), phone('1')], [card('a')], [phone('2')]])
    expect(customerIds).toEqual(['id(phone:1)', 'id(phone:1)', 'id(phone:1)', 'id(phone:2)'])
    expect(created.map((one) => one.customerId)).toEqual(['id(phone:1)', 'id(phone:2)'])
    expect(added.map(({ key, customerId }) => [key, customerId])).toEqual([
      ['phone:1', 'id(phone:1)'],
      ['member_number:a', 'id(phone:1)'],
      ['phone:2', 'id(phone:2)'],
    ])
    expect(plan([[phone('1'), account('x')]]).customerIds).toEqual(['id(custom_id:x)'])
  })

  it('keeps the origin of each record through a merge, and gives new identifiers the origin of the record that named them', () => {
    const both = [known('young', 20, card('a')), known('old', 10, phone('1'))]
    const { customerIds, originIds, added } = plan([[card('a'), phone('1')], [phone('1')], [card('a')], [account('x'), card('a')]], both)
    expect(customerIds).toEqual(['old', 'old', 'old', 'old'])
    expect(originIds).toEqual(['young', 'old', 'young', 'old'])
    expect(added).toMatchObject([{ ...account('x'), customerId: 'old', originId: 'old' }])
    const later = {
      ...known('old', 10, phone('1')),
      identifiers: [held('young', card('a')), held('old', phone('1'))],
    }
    expect(plan([[card('a')], [phone('1')]], [later]).owners).toEqual([
      { customerId: 'old', originId: 'young' },
      { customerId: 'old', originId: 'old' },
    ])
    // A new customer that is merged at once was never a record of its own.
    expect(plan([[card('b')], [card('b'), phone('1')]], both.slice(1)).originIds).toEqual(['old', 'old'])
  })

  it('never merges customers that a user separated, not even through a third', () => {
    const a = { ...known('a', 10, card('a')), apartFrom: ['b'] }
    const b = { ...known('b', 20, phone('1')), apartFrom: ['a'] }
    const named = plan([[card('a'), phone('1')]], [a, b])
    expect([named.customerIds, named.merges]).toEqual([['a'], []])
    expect(named.edges).toMatchObject([{ rule: 'conflict', customerId: 'a', otherCustomerId: 'b' }])
    const byThird = plan(
      [
        [card('a'), id('email', 'x')],
        [phone('1'), id('email', 'x')],
      ],
      [a, b, known('c', 5, id('email', 'x'))],
    )
    expect(byThird.merges).toEqual([{ from: 'a', to: 'c' }])
    expect(byThird.customerIds).toEqual(['c', 'b'])
  })

  it('merges known customers into the older one', () => {
    const result = plan([[card('a'), phone('1')]], [known('young', 20, card('a')), known('old', 10, phone('1'))])
    expect(result.customerIds).toEqual(['old'])
    expect(result.merges).toEqual([{ from: 'young', to: 'old' }])
    expect(result.edges).toMatchObject([{ rule: 'merged', kind: 'phone', customerId: 'old', otherCustomerId: 'young' }])
  })

  it('lets the smaller id survive where two customers are of the same age, whichever is named first', () => {
    const same = [known('b', 10, card('b'), phone('2')), known('a', 10, card('a'), phone('1'))]
    expect(plan([[card('a'), phone('2')]], same).merges).toEqual([{ from: 'b', to: 'a' }])
    expect(plan([[card('b'), phone('1')]], same).merges).toEqual([{ from: 'b', to: 'a' }])
  })

  it('lets a known customer survive a new one, and of two new ones that of the earlier claim', () => {
    const { customerIds, created, merges } = plan([[phone('9')], [card('a'), phone('9')]], [known('old', 10, card('a'))])
    expect(customerIds).toEqual(['old', 'old'])
    expect([created, merges]).toEqual([[], []])
    const fresh = plan([[phone('2')], [phone('1')], [phone('1'), phone('2')]])
    expect(fresh.customerIds).toEqual(['id(phone:2)', 'id(phone:2)', 'id(phone:2)'])
    expect(fresh.created).toEqual([{ customerId: 'id(phone:2)', claim: 0 }])
    expect(fresh.merges).toEqual([])
    expect(plan([[phone('1')], [phone('2')], [phone('2'), phone('1')]]).customerIds).toEqual(['id(phone:1)', 'id(phone:1)', 'id(phone:1)'])
  })

  it('leaves a value that is over a limit without an owner, and says so', () => {
    const { added, edges } = plan([[card('1'), card('2'), card('3'), card('4'), card('5'), card('6')]])
    expect(added.map(({ key }) => key)).not.toContain('member_number:6')
    expect(added).toHaveLength(5)
    expect(edges.map(({ rule, key, otherCustomerId }) => [rule, key, otherCustomerId])).toEqual([
      ...['2', '3', '4', '5'].map((n) => ['same-record', `member_number:${n}`, null]),
      ['over-limit', 'member_number:6', null],
    ])
  })

  it('counts what both customers have before it merges them', () => {
    const cards = (name: string, n: number) => Array.from({ length: n }, (_, i) => card(`${name}${i}`))
    const shop = (n: number) => [known('a', 1, ...cards('a', 3), phone('1')), known('b', 2, ...cards('b', n), phone('2'))]
    const both = [[phone('1'), phone('2')]]
    expect(plan(both, shop(2)).merges).toEqual([{ from: 'b', to: 'a' }])
    expect(plan(both, shop(3)).merges).toEqual([])
    // The merge also counts for the next claim.
    expect(plan([...both, [phone('1'), card('new')]], shop(2)).edges.map(({ rule }) => rule)).toEqual(['merged', 'conflict'])
  })

  it('plans nothing for customers that are already merged', () => {
    const result = plan([[card('a'), phone('1')]], [known('a', 1, card('a'), phone('1'))])
    expect(result).toMatchObject({
      customerIds: ['a'],
      created: [],
      added: [],
      seen: [],
      merges: [],
      edges: [{ rule: 'confirmed', customerId: 'a' }],
    })
  })

  it('follows chains of merges to the end', () => {
    const three = [known('a', 1, phone('1')), known('b', 2, phone('2')), known('c', 3, phone('3'))]
    const { customerIds, merges } = plan([[phone('3'), phone('2')], [phone('2'), phone('1')], [phone('3')]], three)
    expect(customerIds).toEqual(['a', 'a', 'a'])
    expect(merges.toSorted((x, y) => x.from.localeCompare(y.from))).toEqual([
      { from: 'b', to: 'a' },
      { from: 'c', to: 'a' },
    ])
  })

  it('never merges two accounts over a shared phone, and notes it', () => {
    const { customerIds, merges, edges } = plan([
      [account('x'), phone('1')],
      [account('y'), phone('1')],
    ])
    expect(customerIds).toEqual(['id(custom_id:x)', 'id(custom_id:y)'])
    expect(merges).toEqual([])
    expect(edges.filter(({ rule }) => rule === 'conflict')).toMatchObject([
      { key: 'phone:1', customerId: 'id(custom_id:y)', otherCustomerId: 'id(custom_id:x)' },
    ])
  })

  it('stops at the limit of a kind: a shared till phone does not swallow the town', () => {
    const claims = Array.from({ length: 30 }, (_, i) => [card(`m${i}`), phone('till')])
    expect(new Set(plan(claims).customerIds).size).toBe(26)
  })

  it('leaves claims without identifiers alone', () => {
    expect(plan([[], [phone('1')]]).customerIds).toEqual([null, 'id(phone:1)'])
  })

  it('plans nothing more once its plan is carried out, whatever the claims', () => {
    const kinds: readonly PersonKind[] = ['custom_id', 'member_number', 'phone']
    const claim = fc.array(fc.record({ kind: fc.constantFrom(...kinds), key: fc.nat(6) }), { maxLength: 3 })
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 25 }), (raw) => {
        const claims = raw.map((one) => one.map(({ kind, key }) => id(kind, String(key))))
        const first = plan(claims)
        const stored = store(first)
        for (const customer of stored) {
          for (const kind of kinds) expect(customer.identifiers.filter((one) => one.kind === kind).length).toBeLessThanOrEqual(5)
        }
        const second = plan(claims, stored)
        expect(second.created).toEqual([])
        expect(second.added).toEqual([])
        expect(second.merges.length).toBeLessThanOrEqual(stored.length)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps the four members of a family who give one e-mail four, in whatever order they come', () => {
    const family = ['1', '2', '3', '4'].map((n) => [card(n), id('email', 'home')])
    for (const claims of [family, family.toReversed()]) {
      const { customerIds, edges } = plan(claims, [], DEFAULT_RULES)
      expect(new Set(customerIds).size).toBe(4)
      expect(edges.map(({ rule }) => rule)).toEqual(['same-record', 'conflict', 'shared', 'shared'])
    }
    // From then on the address alone is nobody's, and a seventh record joins no one by it.
    const after = plan([[id('email', 'home')], [id('email', 'home'), phone('9')]], store(plan(family, [], DEFAULT_RULES)), DEFAULT_RULES)
    expect(after.owners[0]).toBeNull()
    expect(after.nobody[0]).toBe('email:home')
    expect(after.customerIds[1]).toBe('id(phone:9)')
  })

  it('joins by a shared value again once the rules let those who name it be one, and not where a user keeps them apart', () => {
    const cards = ['1', '2'].map((n) => [card(n), phone('home')])
    const stored = store(plan(cards, [], DEFAULT_RULES))
    const two = rules({ member_number: { perCustomer: 2 } })
    expect(plan([cards[1] ?? []], stored, DEFAULT_RULES)).toMatchObject({ merges: [], edges: [{ rule: 'shared' }] })
    const [first, second] = stored.map(({ customerId }) => customerId)
    expect(plan([cards[1] ?? [], [phone('home')]], stored, two)).toMatchObject({
      merges: [{ from: second, to: first }],
      customerIds: [first, first],
    })
    // The owner of the value, and the value alone, say nothing new of the other.
    expect(plan([cards[0] ?? [], [phone('home')]], stored, two)).toMatchObject({ merges: [], customerIds: [first, null] })
    const apart = stored.map((one) => ({
      ...one,
      apartFrom: stored.map(({ customerId }) => customerId).filter((id) => id !== one.customerId),
    }))
    expect(plan([cards[1] ?? []], apart, two).merges).toEqual([])
    const three = [...cards, [card('3'), phone('home')]]
    const [all, wide] = [store(plan(three, [], DEFAULT_RULES)), rules({ member_number: { perCustomer: 3 } })]
    expect(plan(three, all, two).merges).toEqual([])
    expect(plan(three, all, wide).merges).toHaveLength(2)
    // Without the third nobody knows whether they may all be one.
    expect(plan([cards[1] ?? []], all.slice(0, 2), wide).merges).toEqual([])
  })

  it('keeps no more of those who name a value than rules can ask for, however many do', () => {
    const claims = Array.from({ length: 5000 }, (_, i) => [card(String(i)), phone('till')])
    for (const perValue of [1, 100]) {
      const { customerIds, added, edges } = plan(claims, [], rules({ phone: { perValue } }))
      expect(new Set(customerIds).size).toBe(5000)
      expect(added.find(({ key }) => key === 'phone:till')?.namedBy).toHaveLength(KEPT_CLAIMANTS)
      expect(edges.filter(({ rule }) => rule === 'conflict')).toHaveLength(perValue)
    }
    const crowd = Array.from({ length: KEPT_CLAIMANTS }, (_, i) => `c${i}`)
    const holder = { ...known('first', 1), identifiers: [{ ...held('first', phone('till')), namedBy: crowd }] }
    expect(plan(claims, [holder]).seen).toEqual([])
  })

  it('asks who names a value only until there are enough', () => {
    const crowd = Array.from({ length: KEPT_CLAIMANTS }, (_, i) => `c${i}`)
    const holder = { ...known('first', 1), identifiers: [{ ...held('first', phone('till')), namedBy: ['first', ...crowd] }] }
    const { values, groups } = knownGroups([holder])
    let asked = 0
    const counted = { get: (key: string) => ((asked += 1), groups.get(key)) } as typeof groups
    const value = values.get('phone:till') as Value
    expect([hasClaimants(value, counted, 3), asked]).toEqual([true, 4])
    expect(hasClaimants(value, groups, KEPT_CLAIMANTS)).toBe(true)
    expect(hasClaimants(value, groups, KEPT_CLAIMANTS + 1)).toBe(false)
  })

  it('gives the same customers of known people whatever the order of the claims', () => {
    const claim = fc.record({
      who: fc.nat(4),
      weak: fc.array(fc.record({ kind: fc.constantFrom('phone' as const, 'email' as const), n: fc.nat(4) }), { maxLength: 3 }),
    })
    const claims = fc.array(claim, { minLength: 1, maxLength: 14 })
    const wide = rules({ phone: { perCustomer: 100 }, email: { perCustomer: 100 } })
    fc.assert(
      fc.property(
        claims.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const outcome = (some: typeof all) => {
            const said = some.map(({ who, weak }) => [card(String(who)), ...weak.map(({ kind, n }) => id(kind, String(n)))])
            const done = plan(said, [], wide)
            const later = plan(
              [...Array(5).keys()].flatMap((n) => [[phone(String(n))], [id('email', String(n))]]),
              store(done),
              wide,
            )
            return {
              people: new Map(some.map(({ who }, i) => [who, done.customerIds[i]])),
              alone: later.customerIds.map((one) => one ?? 'nobody'),
            }
          }
          const [a, b] = [outcome(all), outcome(shuffled)]
          expect(b.people).toEqual(a.people)
          expect(b.alone).toEqual(a.alone)
          expect(new Set(a.people.values()).size).toBe(a.people.size)
        },
      ),
      { numRuns: 300 },
    )
  })

  describe('a number that passed to somebody else', () => {
    const first = {
      ...known('first', 1, card('a')),
      name: '张*',
      identifiers: [held('first', card('a'), 0, 900), held('first', phone('1'), 0, 100)],
    }

    it('is taken over after a year of silence with the name of somebody else, and both uses stay in the log', () => {
      const { customerIds, takenOver, merges, edges, questions } = resolve(
        [at(500, [card('b'), phone('1')], '李*')],
        [first],
        DEFAULT_RULES,
      )
      expect([customerIds, merges, questions]).toEqual([['id(member_number:b)'], [], []])
      expect(takenOver).toMatchObject([
        { key: 'phone:1', customerId: 'id(member_number:b)', fromId: 'first', from: 500 * DAY, namedBy: [] },
      ])
      expect(edges).toMatchObject([
        { rule: 'ended', customerId: 'first', otherCustomerId: 'id(member_number:b)', until: 100 * DAY },
        { rule: 'taken-over', customerId: 'id(member_number:b)', otherCustomerId: 'first' },
      ])
    })

    it.each([
      ['the same name: the person is back with another card', '张*', true],
      ['no name', '', false],
      ['a name in another script', 'Z*** L**', false],
    ])('is asked about after a year of silence with another card and %s', (_, name, areNamesAlike) => {
      const { customerIds, takenOver, merges, edges, seen, questions } = resolve(
        [at(500, [card('b'), phone('1')], name)],
        [first],
        DEFAULT_RULES,
      )
      expect([customerIds, takenOver, merges]).toEqual([['id(member_number:b)'], [], []])
      expect(edges).toMatchObject([{ rule: 'maybe-returned', customerId: 'id(member_number:b)', otherCustomerId: 'first' }])
      expect(questions).toEqual([{ a: 'first', b: 'id(member_number:b)', key: 'phone:1', areNamesAlike }])
      // Until somebody says so the number is shared, and a record that names nothing else is nobody's.
      expect(seen).toMatchObject([{ key: 'phone:1', customerId: 'first', namedBy: ['id(member_number:b)'] }])
      const later = [at(500, [card('b'), phone('1')], name), at(510, [phone('1')])]
      expect(resolve(later, [first], DEFAULT_RULES).customerIds).toEqual(['id(member_number:b)', null])
    })

    it('is in dispute within the year, and stays where it is', () => {
      const { takenOver, edges, seen } = resolve([at(300, [card('b'), phone('1')])], [first], DEFAULT_RULES)
      expect([takenOver, edges.map(({ rule }) => rule)]).toEqual([[], ['conflict']])
      expect(seen).toMatchObject([{ key: 'phone:1', customerId: 'first', to: 100 * DAY, namedBy: ['id(member_number:b)'] }])
    })

    it('ends in the other order at the same place: who had it long before gets no merge either', () => {
      const second = { ...known('second', 1), identifiers: [held('second', card('b'), 500), held('second', phone('1'), 500)] }
      const unnamed = resolve([at(100, [card('a'), phone('1')], '李*')], [second], DEFAULT_RULES)
      expect([unnamed.takenOver, unnamed.merges, unnamed.edges.map(({ rule }) => rule), unnamed.questions.length]).toEqual([
        [],
        [],
        ['maybe-returned'],
        1,
      ])
      const { customerIds, takenOver, merges, edges } = resolve(
        [at(100, [card('a'), phone('1')], '李*')],
        [{ ...second, name: '张*' }],
        DEFAULT_RULES,
      )
      expect([customerIds, takenOver, merges]).toEqual([['id(member_number:a)'], [], []])
      expect(edges).toMatchObject([{ rule: 'ended', customerId: 'id(member_number:a)', otherCustomerId: 'second', until: 100 * DAY }])
    })

    it('follows a name of another family where no other identifier says who it is', () => {
      const named = resolve([at(500, [phone('1')], '李*')], [first], DEFAULT_RULES)
      expect(named.customerIds).toEqual(['id(phone:1~first)'])
      expect(named.takenOver).toMatchObject([{ key: 'phone:1', customerId: 'id(phone:1~first)' }])
      expect(resolve([at(500, [phone('1')], '张**')], [first], DEFAULT_RULES).customerIds).toEqual(['first'])
      expect(resolve([at(500, [phone('1')])], [first], DEFAULT_RULES).customerIds).toEqual(['first'])
      expect(resolve([at(500, [phone('1')], '李*')], [first], { ...DEFAULT_RULES, recycledAfterMonths: 0 }).customerIds).toEqual(['first'])
    })

    it('is found where it went within one block of claims', () => {
      const claims = [at(0, [card('a'), phone('1')], '张*'), at(500, [card('b'), phone('1')], '李*'), at(510, [phone('1')])]
      const { customerIds, added, takenOver } = resolve(claims, [], DEFAULT_RULES)
      expect(customerIds).toEqual(['id(member_number:a)', 'id(member_number:b)', 'id(member_number:b)'])
      expect(added.filter(({ kind }) => kind === 'phone')).toMatchObject([
        { customerId: 'id(member_number:b)', originId: 'id(member_number:b)' },
      ])
      expect(takenOver).toEqual([])
    })
  })

  it('keeps a value of a kind that may not join with its first customer, and joins nobody by it', () => {
    const apart = rules({ email: { joins: false } })
    const { customerIds, added, edges } = plan(
      [[card('a'), id('email', 'x')], [phone('1'), id('email', 'x')], [id('email', 'x')]],
      [],
      apart,
    )
    expect(customerIds).toEqual(['id(member_number:a)', 'id(phone:1)', null])
    expect(added.filter(({ kind }) => kind === 'email')).toMatchObject([{ customerId: 'id(member_number:a)' }])
    expect(edges.map(({ rule }) => rule)).toEqual(['shared', 'shared', 'shared'])
  })

  it('joins no more records than the rules allow', () => {
    const crowd = Array.from({ length: 4 }, (_, i) => known(`c${i}`, i, id('email', `e${i}`)))
    const claims = [0, 1, 2].map((i) => [id('email', `e${i}`), id('email', `e${i + 1}`)])
    const { merges, edges } = plan(claims, crowd, rules({}, { maxRecords: 3 }))
    expect(merges.map(({ from }) => from)).toEqual(['c1', 'c2'])
    expect(edges.map(({ rule }) => rule)).toEqual(['merged', 'merged', 'too-large'])
  })

  it('never merges two members because their accounts share a phone', () => {
    const members = [known('a', 1, card('a'), phone('1')), known('b', 2, card('b'))]
    const { merges, edges } = plan([[card('b'), phone('1')]], members, DEFAULT_RULES)
    expect([merges, edges]).toMatchObject([[], [{ rule: 'conflict', customerId: 'b', otherCustomerId: 'a', withKey: 'member_number:b' }]])
  })
})
