import { expect, test } from 'vitest'
import { createCustomerVault } from '#store/relational/customer-vault.ts'
import type { House } from '../../src/main/house.ts'

const PAGE = { limit: 10, cursor: null, withTotal: false }

/** Never run: the compiler reads it. A line here that compiled without its mark would be a read of people that forgot to ask for whom. */
async function readsWithoutScope(house: House, id: string): Promise<void> {
  const vault = createCustomerVault(house)
  // @ts-expect-error: whose list?
  await house.reads.customers({}, PAGE)
  // @ts-expect-error: whose selection?
  await house.reads.customerIds({}, 10)
  // @ts-expect-error: may the reader see this customer?
  await house.reads.customer(id)
  // @ts-expect-error: may the reader see this customer?
  await house.reads.timeline(id, { ...PAGE, kind: null, withNotes: false })
  // @ts-expect-error: whose segments?
  await house.reads.segments()
  // @ts-expect-error: whose risks?
  await house.reads.churnBoard()
  // @ts-expect-error: whose worth?
  await house.reads.valueCustomers({}, PAGE)
  // @ts-expect-error: may the reader see this customer?
  await house.reads.valueCustomer(id)
  // @ts-expect-error: may the reader see this customer?
  await house.recommendLists.forCustomer(id, 5)
  // @ts-expect-error: among whom?
  await vault.find('13800138000')
  // @ts-expect-error: may the reader see this customer?
  await vault.reveal(id, 'phone')
  // @ts-expect-error: whose tasks?
  await house.tasks.list({})
  // @ts-expect-error: may the reader see this customer?
  await house.tasks.get(id)
  // @ts-expect-error: whose alerts?
  await house.churnAlerts.list({})
  // @ts-expect-error: whose messages?
  await house.sends.list({})
  // @ts-expect-error: may the reader see this customer?
  await house.sends.message(id)
  // @ts-expect-error: may the writer see this customer?
  await house.care.addNote(id, 'text', 'user:7')
  // @ts-expect-error: may the reader see this customer?
  await house.care.consents(id)
  // @ts-expect-error: an object that looks like a scope is none.
  await house.reads.customer({ stores: null, regions: null, businessLines: null, tasksOf: null }, id)
}

test('a read of people without a scope does not compile', () => {
  expect(readsWithoutScope).toBeTypeOf('function')
})
