import { describe, expect, test } from 'vitest'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { card, device, deviceIdOf, lookAt, naming, phone } from '../../tests/support/looked-up-records.ts'

const anna = { customerId: 'anna', identifiers: [card('M1001')] }
const ben = { customerId: 'ben', identifiers: [card('M1002')] }
const cleo = { customerId: 'cleo', identifiers: [card('M1003')] }
const everybody = [anna, ben, cleo]
const tablet = deviceIdOf('tablet-of-the-shop')

const onTablet = (...customerIds: string[]) => customerIds.map((customerId) => ({ on: 'tablet-of-the-shop', customerId }))
const visitOf = (number: string) => naming(card(number), device('tablet-of-the-shop'))
const joined = ({ devices }: Awaited<ReturnType<typeof lookAt>>) =>
  devices.joined.map(({ deviceId, personId, customerId, claim }) => [deviceId, personId, customerId, claim])

describe('a device', () => {
  test('belongs to whoever is the first to be named on it', async () => {
    const look = await lookAt([naming(card('M1002')), visitOf('M1001')], everybody)
    expect(joined(look)).toEqual([[tablet, 'anna', 'anna', 1]])
    expect([...look.devices.owners]).toEqual([[tablet, 'anna']])
    expect(look.devices.moved).toEqual([tablet])
  })

  test('is nobody’s from the second person on, and a third changes nothing of that', async () => {
    const second = await lookAt([visitOf('M1002')], everybody, onTablet('anna'))
    expect(joined(second)).toEqual([[tablet, 'ben', 'ben', 0]])
    expect([second.devices.owners.get(tablet), second.devices.moved]).toEqual([NO_CUSTOMER, [tablet]])
    const third = await lookAt([visitOf('M1003')], everybody, onTablet('anna', 'ben'))
    expect(joined(third)).toEqual([[tablet, 'cleo', 'cleo', 0]])
    expect([third.devices.owners.get(tablet), third.devices.moved]).toEqual([NO_CUSTOMER, []])
  })

  test('of two people in one batch is nobody’s, and is told to have changed once', async () => {
    const look = await lookAt([visitOf('M1001'), visitOf('M1002')], everybody)
    expect(joined(look).map(([, , customerId]) => customerId)).toEqual(['anna', 'ben'])
    expect([look.devices.owners.get(tablet), look.devices.moved]).toEqual([NO_CUSTOMER, [tablet]])
  })

  test('whose person is known on it already stays as it is', async () => {
    const look = await lookAt([visitOf('M1001')], everybody, onTablet('anna'))
    expect(joined(look)).toEqual([])
    expect([look.devices.owners.get(tablet), look.devices.moved]).toEqual(['anna', []])
  })

  test('on which nobody is named is nobody’s yet', async () => {
    const look = await lookAt([naming(device('tablet-of-the-shop'))], everybody)
    expect([joined(look), [...look.devices.owners], look.devices.moved]).toEqual([[], [], []])
  })

  test('named with a telephone that several people share has nobody either', async () => {
    const shared = { customerId: 'anna', identifiers: [{ ...phone('13812348001'), namedBy: ['ben'] }] }
    const look = await lookAt([naming(phone('13812348001'), device('tablet-of-the-shop'))], [shared, ben])
    expect(look.plan.owners).toEqual([null])
    expect([joined(look), [...look.devices.owners]]).toEqual([[], []])
  })

  test('stays with its person who becomes one with somebody else, though both are named on it then', async () => {
    const old = { customerId: 'old', identifiers: [phone('13812348001')] }
    const records = [naming(card('M1001'), phone('13812348001')), naming(phone('13812348001'), device('tablet-of-the-shop'))]
    const look = await lookAt(records, [old, anna], onTablet('anna'))
    expect(look.plan.merges).toEqual([{ from: 'anna', to: 'old' }])
    expect(joined(look)).toEqual([[tablet, 'old', 'old', 1]])
    expect([look.devices.owners.get(tablet), look.devices.moved]).toEqual(['old', []])
  })
})

describe('a record that says what its person was called before', () => {
  const saysBefore = (value: string, ...own: Parameters<typeof naming>) => ({
    ...naming(...own),
    former: { kind: 'member_number' as const, value },
  })

  test('gives them the device of that name, beside the one that they are on', async () => {
    const look = await lookAt([saysBefore('tablet-of-the-shop', card('M1001'), device('their-phone'))], everybody)
    expect(joined(look)).toEqual([
      [deviceIdOf('their-phone'), 'anna', 'anna', 0],
      [tablet, 'anna', 'anna', 0],
    ])
    expect([look.devices.owners.get(tablet), look.devices.refused]).toEqual(['anna', []])
  })

  test('gives them the device also where no person can be called so', async () => {
    const former = { kind: 'email' as const, value: 'tablet-of-the-shop' }
    const look = await lookAt([{ ...naming(card('M1001')), former }], everybody)
    expect(joined(look)).toEqual([[tablet, 'anna', 'anna', 0]])
    expect(look.devices.refused).toEqual([])
  })

  test('never makes them one with another known customer: they stay two, and no device is theirs by it', async () => {
    const look = await lookAt([naming(card('M1003')), saysBefore('M1002', card('M1001'))], everybody)
    expect(look.devices.refused).toMatchObject([
      { customerId: 'anna', otherCustomerId: 'ben', identifier: { kind: 'member_number', value: 'M1002' }, claim: 1 },
    ])
    expect([joined(look), look.plan.merges]).toEqual([[], []])
  })

  test('keeps them apart too from a customer whom the same batch names first', async () => {
    const look = await lookAt([naming(card('M2000')), saysBefore('M2000', card('M1001'))], everybody)
    expect(look.devices.refused).toMatchObject([{ customerId: 'anna', otherCustomerId: look.plan.owners[0]?.customerId }])
  })

  test('says nothing new where the two are one customer by now', async () => {
    const old = { customerId: 'old', identifiers: [phone('13812348001')] }
    const records = [naming(card('M1001'), phone('13812348001')), saysBefore('M1001', phone('13812348001'))]
    const look = await lookAt(records, [old, anna])
    expect(look.plan.merges).toEqual([{ from: 'anna', to: 'old' }])
    expect([look.devices.refused, joined(look)]).toEqual([[], []])
  })

  test('counts for nobody where the record itself names nobody', async () => {
    const shared = { customerId: 'anna', identifiers: [{ ...phone('13812348001'), namedBy: ['ben'] }] }
    const look = await lookAt([saysBefore('M1002', phone('13812348001'))], [shared, ben])
    expect([look.devices.refused, joined(look)]).toEqual([[], []])
  })
})
