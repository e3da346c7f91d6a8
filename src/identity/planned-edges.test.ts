import { describe, expect, test } from 'vitest'
import type { NewEdge } from './identity-store.ts'
import { SaidEdges } from './planned-edges.ts'
import { card, device, deviceIdOf, indexOf, lookAt, naming, phone } from '../../tests/support/looked-up-records.ts'

const anna = { customerId: 'anna', identifiers: [card('M1001')] }
const ben = { customerId: 'ben', identifiers: [card('M1002')] }
const MARCH = new Date('2026-03-01T00:00:00Z')

describe('the log says', () => {
  test('which two values one record named, masked, from where and when', async () => {
    const { edges } = await lookAt([naming(card('M1001')), { ...naming(card('M1001'), phone('13812348001')), source: 'till' }], [anna])
    expect(edges).toEqual([
      {
        kind: 'phone',
        blindIndex: indexOf('phone', '+8613812348001'),
        masked: '138****8001',
        with: { kind: 'member_number', blindIndex: indexOf('member_number', 'M1001') },
        customerId: 'anna',
        otherCustomerId: null,
        rule: 'same-record',
        until: null,
        source: 'till',
        seenAt: MARCH,
      },
    ])
  })

  test('until when the former owner used a value that passed on, by a record that names nothing else', async () => {
    const zhang = { customerId: 'zhang', name: '张*', identifiers: [phone('13812348001')] }
    const later = { ...naming(phone('13812348001')), name: '李雷', seenAt: new Date('2027-06-01T00:00:00Z') }
    const { edges, plan } = await lookAt([later], [zhang])
    expect(
      edges.map(({ rule, customerId, otherCustomerId, until, with: other }) => [rule, customerId, otherCustomerId, until, other]),
    ).toEqual([
      ['ended', 'zhang', plan.owners[0]?.customerId, MARCH, null],
      ['taken-over', plan.owners[0]?.customerId, 'zhang', null, null],
    ])
  })

  test('which value was nobody’s and why, with the customer of the record if it named one', async () => {
    const { edges } = await lookAt([naming(card('M1001'), phone('13800138000')), naming(phone('13800138000'))], [anna])
    expect(edges).toMatchObject([
      { rule: 'blocked', kind: 'phone', masked: '138****8000', reason: 'sample', customerId: 'anna', otherCustomerId: null, with: null },
      { rule: 'blocked', kind: 'phone', masked: '138****8000', reason: 'sample', customerId: null, otherCustomerId: null, with: null },
    ])
  })

  test('who identified on which device, and who is not made one with whom', async () => {
    const former = { kind: 'member_number' as const, value: 'M1002' }
    const { edges } = await lookAt([{ ...naming(card('M1001'), device('browser-7')), former }], [anna, ben])
    expect(edges).toMatchObject([
      { rule: 'device', kind: 'device', customerId: 'anna', otherCustomerId: deviceIdOf('browser-7'), with: null, seenAt: MARCH },
      {
        rule: 'cannot_merge_already_identified',
        blindIndex: indexOf('member_number', 'M1002'),
        customerId: 'anna',
        otherCustomerId: 'ben',
        with: null,
      },
    ])
  })
})

describe('what is in the log already', () => {
  const edge = (value: string, change: Partial<NewEdge> = {}): Omit<NewEdge, 'createdAt'> => ({
    kind: 'phone',
    blindIndex: Buffer.from(value),
    masked: '',
    with: null,
    customerId: 'anna',
    otherCustomerId: null,
    rule: 'confirmed',
    source: 'till',
    seenAt: MARCH,
    ...change,
  })
  const beside = (value: string) => ({ with: { kind: 'member_number', blindIndex: Buffer.from(value) } }) as const

  test('is not said again, however often and from wherever it comes', () => {
    const said = new SaidEdges()
    expect(said.unsaid([edge('1')])).toHaveLength(1)
    said.add([edge('1'), edge('2', beside('M1'))])
    expect(said.unsaid([edge('1', { source: 'web', seenAt: new Date(0) }), edge('2', beside('M1'))])).toEqual([])
  })

  test('says nothing of another value, of another one beside it, of another customer or of another rule', () => {
    const said = new SaidEdges()
    said.add([edge('1', beside('M1')), edge('1')])
    const others = [
      edge('2', beside('M1')),
      edge('1', beside('M2')),
      edge('1', { customerId: 'ben' }),
      edge('1', { otherCustomerId: 'ben' }),
      edge('1', { rule: 'conflict' }),
    ]
    expect(said.unsaid(others)).toEqual(others)
  })

  test('is said again where it happens at a time of its own: a merge may be taken back and come again', () => {
    const said = new SaidEdges()
    const merged = edge('1', { rule: 'merged', otherCustomerId: 'ben' })
    said.add([merged])
    expect(said.unsaid([merged])).toEqual([merged])
  })

  test('is remembered up to a limit, and forgotten as a whole beyond', () => {
    const said = new SaidEdges(3)
    said.add([edge('1'), edge('2')])
    said.add([edge('3')])
    expect(said.unsaid([edge('1'), edge('2'), edge('3')])).toEqual([])
    said.add([edge('4')])
    expect(said.unsaid([edge('1'), edge('3'), edge('4')])).toEqual([edge('1'), edge('3')])
  })

  test('loses no room to merges', () => {
    const said = new SaidEdges(3)
    said.add([edge('1')])
    said.add([edge('1', { rule: 'merged' }), edge('2', { rule: 'merged' })])
    said.add([edge('2')])
    expect(said.unsaid([edge('1'), edge('2')])).toEqual([])
  })
})
