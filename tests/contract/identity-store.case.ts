import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { FoundIdentifier, IdentityStore, IdentityWriter, NewEdge, NewIdentifier, StoredKey } from '#identity/identity-store.ts'
import { NO_CUSTOMER, stableId } from '#kernel/id.ts'

const DAY = 86_400_000
const at = (day: number): Date => new Date(Date.parse('2026-05-01T10:00:00Z') + day * DAY)
const [ANNE, BERT, CARL] = ['anne', 'bert', 'carl'].map((name) => stableId('customer', name)) as [string, string, string]
const [FIRST, SECOND] = ['first', 'second'].map((name) => stableId('import', name)) as [string, string]
const phone = (n: number): StoredKey => ({ kind: 'phone', blindIndex: createHash('sha256').update(`phone ${n}`).digest() })
const text = (value: string): Buffer => Buffer.from(value)

const person = (customerId: string, day = 0): Parameters<IdentityWriter['addCustomers']>[0][number] => ({
  customerId,
  dataKey: text(`key of ${customerId}`),
  source: 'shop',
  madeBy: null,
  createdAt: at(day),
  now: at(day),
})
const identifier = (key: StoredKey, customerId: string, day = 0): NewIdentifier => ({
  ...key,
  customerId,
  originId: customerId,
  ciphertext: text(`sealed for ${customerId}`),
  masked: '138****0000',
  source: 'shop',
  firstSeenAt: at(day),
  lastSeenAt: at(day),
  namedBy: [],
})
const joined = (from: string, to: string, day = 0): NewEdge => ({
  ...phone(1),
  masked: '138****0000',
  with: null,
  customerId: to,
  otherCustomerId: from,
  rule: 'merged',
  source: 'shop',
  seenAt: at(day),
  createdAt: at(day),
})

async function addPeople(store: IdentityStore, people: readonly (readonly [customerId: string, phone: number])[]): Promise<void> {
  await store.change(async (writer) => {
    await writer.addCustomers(people.map(([customerId], day) => person(customerId, day)))
    await writer.addIdentifiers(people.map(([customerId, number], day) => identifier(phone(number), customerId, day)))
  })
}

/** Merges as identity does: the identifiers are sealed again for the survivor. */
async function merge(writer: IdentityWriter, from: string, to: string): Promise<readonly string[]> {
  const secrets = await writer.secrets([from])
  const moved = await writer.merge(
    [{ from, to }],
    secrets.map((one) => ({ ...one, to, ciphertext: text(`sealed for ${to}`) })),
    at(9),
  )
  await writer.addEdges([joined(from, to, 9)])
  return moved
}

const names = (found: readonly FoundIdentifier[]): string[] =>
  found.map(({ blindIndex, customerId, originId }) => [blindIndex.toString('hex'), customerId, originId].join(' ')).toSorted()
const named = (number: number, customerId: string, originId = customerId): string =>
  [phone(number).blindIndex.toString('hex'), customerId, originId].join(' ')

/** What every store of identities does. `open` gives one with nobody in it, whose edges are numbered from 1. */
export function identityStoreCase(open: () => Promise<IdentityStore>): void {
  describe('a store of identities', () => {
    it('finds a customer by any identifier, with all of them, and nobody by a stranger’s', async () => {
      const store = await open()
      await addPeople(store, [
        [ANNE, 1],
        [BERT, 2],
      ])
      await store.change((writer) => writer.addIdentifiers([identifier(phone(3), ANNE)]))
      expect(names(await store.find([phone(3)]))).toEqual([named(1, ANNE), named(3, ANNE)].toSorted())
      expect(names(await store.find([phone(1), phone(2), phone(9)]))).toEqual([named(1, ANNE), named(2, BERT), named(3, ANNE)].toSorted())
      expect(await store.find([phone(9)])).toEqual([])
    })

    it('keeps nothing of a change that fails', async () => {
      const store = await open()
      const change = store.change(async (writer) => {
        await writer.addCustomers([person(ANNE)])
        await writer.addIdentifiers([identifier(phone(1), ANNE)])
        expect(await writer.find([phone(1)])).toHaveLength(1)
        throw new Error('no more room')
      })
      await expect(change).rejects.toThrow('no more room')
      expect(await store.find([phone(1)])).toEqual([])
    })

    it('leaves an identifier and a customer as they were stored first', async () => {
      const store = await open()
      await addPeople(store, [
        [ANNE, 1],
        [BERT, 2],
      ])
      await addPeople(store, [[BERT, 1]])
      const [found] = await store.find([phone(1)])
      expect(found).toMatchObject({ customerId: ANNE, firstSeenAt: at(0), createdAt: at(0) })
      expect((await store.find([phone(2)]))[0]).toMatchObject({ createdAt: at(1) })
    })

    it('widens the times of use, gives an identifier to somebody else, and says who else named it as they are now', async () => {
      const store = await open()
      await addPeople(store, [
        [ANNE, 1],
        [BERT, 2],
        [CARL, 3],
      ])
      await store.change((writer) => writer.seen([{ ...phone(1), firstSeenAt: at(3), lastSeenAt: at(7), namedBy: [CARL] }]))
      expect((await store.find([phone(1)]))[0]).toMatchObject({ firstSeenAt: at(0), lastSeenAt: at(7), namedBy: [CARL] })
      await store.change((writer) => merge(writer, CARL, BERT))
      expect((await store.find([phone(1)]))[0]).toMatchObject({ namedBy: [BERT] })
      await store.change((writer) => writer.moveIdentifiers([{ ...identifier(phone(1), BERT, 20), originId: BERT }]))
      expect((await store.find([phone(1)])).find(({ originId }) => originId === BERT)).toMatchObject({ customerId: BERT, namedBy: [] })
    })

    it('merges with everything that was merged before, and takes a merge back with its identifiers', async () => {
      const store = await open()
      await addPeople(store, [
        [ANNE, 1],
        [BERT, 2],
        [CARL, 3],
      ])
      expect(await store.change((writer) => merge(writer, CARL, BERT))).toEqual([CARL])
      expect((await store.change((writer) => merge(writer, BERT, ANNE))).toSorted()).toEqual([BERT, CARL].toSorted())
      expect(names(await store.find([phone(3)]))).toEqual([named(1, ANNE), named(2, ANNE, BERT), named(3, ANNE, CARL)].toSorted())
      const mapping = [CARL, BERT].map((from) => ({ from, to: ANNE, isDevice: false })).toSorted((a, b) => (a.from < b.from ? -1 : 1))
      expect((await store.mapping()).toSorted((a, b) => (a.from < b.from ? -1 : 1))).toEqual(mapping)
      expect(await store.mapping([ANNE])).toEqual([])

      const first = await store.mergeOf('1')
      expect(first).toMatchObject({ customerId: ANNE })
      expect(first?.origins.map(({ id }) => id).toSorted()).toEqual([ANNE, BERT, CARL].toSorted())
      await store.change(async (writer) => {
        const secrets = await writer.identifiersOf(ANNE, [CARL])
        expect(secrets).toHaveLength(1)
        await writer.separate({
          edgeId: '1',
          from: ANNE,
          customerId: CARL,
          originIds: [CARL],
          secrets: secrets.map((one) => ({ ...one, ciphertext: text(`sealed for ${CARL}`) })),
          actor: 'user:1',
          reason: 'two people',
          now: at(12),
        })
      })
      expect(names(await store.find([phone(3)]))).toEqual([named(3, CARL)])
      expect(await store.mergeOf('1')).toBeNull()
      expect(await store.mapping([CARL])).toEqual([])
    })

    it('knows the people of a device, and that a device of two customers is nobody’s', async () => {
      const store = await open()
      await addPeople(store, [
        [ANNE, 1],
        [BERT, 2],
      ])
      const device = stableId('device', 'tablet')
      const uses = (personId: string): Promise<void> =>
        store.change((writer) => writer.addDevicePeople([{ deviceId: device, personId, masked: 'ta…et', source: 'shop', seenAt: at(0) }]))
      expect(await store.devicePeople([device])).toEqual([])
      await uses(ANNE)
      await uses(ANNE)
      expect(await store.mapping([device])).toEqual([{ from: device, to: ANNE, isDevice: true }])
      await uses(BERT)
      expect(await store.mapping([device])).toEqual([{ from: device, to: NO_CUSTOMER, isDevice: true }])
      await store.change((writer) => merge(writer, BERT, ANNE))
      expect((await store.devicePeople([device])).map(({ personId, customerId }) => `${personId} ${customerId}`).toSorted()).toEqual(
        [`${ANNE} ${ANNE}`, `${BERT} ${ANNE}`].toSorted(),
      )
      expect(await store.mapping([device])).toEqual([{ from: device, to: ANNE, isDevice: true }])
    })

    it('keeps what was said of records through a merge, and says whose profile changed', async () => {
      const store = await open()
      await addPeople(store, [
        [ANNE, 1],
        [BERT, 2],
      ])
      const profile = (region: string): Parameters<IdentityWriter['setProfiles']>[0][number] => ({
        customerId: ANNE,
        displayName: null,
        maskedName: '',
        attributes: { region },
        preferredLanguage: '',
        timeZone: '',
      })
      await store.change(async (writer) => {
        const said = (value: string, day: number) => [{ fact: 'field:region', value: { value }, at: at(day).getTime() }]
        await writer.say([{ recordId: BERT, saidBy: FIRST, source: 'file', said: said('Wuhan', 1) }])
        await writer.say([{ recordId: BERT, saidBy: FIRST, source: 'file', said: said('Wuhan', 4) }])
        await writer.say([{ recordId: ANNE, saidBy: SECOND, source: 'file', said: said('Paris', 2) }])
        await merge(writer, BERT, ANNE)
        const words = (await writer.saidOf([ANNE])).get(ANNE)?.get('field:region') ?? []
        expect(words.map(({ value, recordId, first, last }) => `${String(value)} ${recordId} ${first} ${last}`).toSorted()).toEqual(
          [`Paris ${ANNE} ${at(2).getTime()} ${at(2).getTime()}`, `Wuhan ${BERT} ${at(1).getTime()} ${at(4).getTime()}`].toSorted(),
        )
        expect(await writer.setProfiles([profile('Paris')], at(5))).toEqual([ANNE])
        expect(await writer.setProfiles([profile('Paris')], at(6))).toEqual([])
      })
      await store.change(async (writer) => {
        const update = { customerId: ANNE, registeredAt: at(-3), isTest: false }
        await writer.updateProfiles([update], at(7))
        await writer.updateProfiles([{ ...update, registeredAt: at(-1), isTest: true }], at(8))
        expect((await writer.profiles([ANNE]))[0]).toMatchObject({
          customerId: ANNE,
          registeredAt: at(-3),
          attributes: { region: 'Paris' },
          isTest: true,
        })
      })
    })
  })
}
