import { describe, expect, it } from 'vitest'
import type { WebhookDelivery, WebhookEndpoint, WebhookStore } from '#act/webhook-service.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'

const NOW = new Date('2026-03-01T10:00:00Z')
const after = (minutes: number): Date => new Date(NOW.getTime() + minutes * MINUTE_MS)

const endpoint = (name: string, createdAt = NOW): WebhookEndpoint => ({
  id: stableId('endpoint', name),
  name,
  url: `https://${name}.example.com/hook`,
  events: ['*'],
  createdAt,
  disabledAt: null,
  disabledReason: null,
})
const delivery = (to: WebhookEndpoint, messageId: string, id = stableId(to.id, messageId)): WebhookDelivery => ({
  id,
  endpointId: to.id,
  messageId,
  type: 'retention.contact',
  body: { type: 'retention.contact', data: { customerId: 'c', amounts: [1.5, null] } },
  attempts: 0,
})
const sent = { state: 'delivered', nextAttemptAt: NOW, status: 204, error: null } as const

/** What every store of webhooks does. `open` gives one with nothing in it. */
export function webhookStoreCase(open: () => Promise<WebhookStore>): void {
  describe('a store of webhooks', () => {
    it('lists its endpoints by their age and disables those it has', async () => {
      const store = await open()
      const [older, newer] = [endpoint('older'), endpoint('newer', after(1))]
      await store.addEndpoint(newer, 'whsec_n')
      await store.addEndpoint({ ...older, events: ['retention.contact', 'churn.alert'] }, 'whsec_o')
      expect(await store.setDisabled(older.id, after(2), 'by_operator')).toBe(true)
      expect(await store.endpoints()).toEqual([
        { ...older, events: ['retention.contact', 'churn.alert'], disabledAt: after(2), disabledReason: 'by_operator' },
        newer,
      ])
      expect(await store.setDisabled(older.id, null, null)).toBe(true)
      expect((await store.endpoints())[0]).toMatchObject({ disabledAt: null, disabledReason: null })
      expect(await store.target(older.id)).toEqual({ url: older.url, secret: 'whsec_o' })
      expect([await store.target(stableId('nobody')), await store.target('not-an-id')]).toEqual([null, null])
      expect(await store.setDisabled(stableId('nobody'), NOW, 'by_operator')).toBe(false)
      expect(await store.setDisabled('not-an-id', NOW, 'by_operator')).toBe(false)
    })

    it('hands out what is due, with its address and secret, and holds it for the one who took it', async () => {
      const { store, crm } = await withEndpoint(open)
      await store.enqueue([delivery(crm, 'm1')], NOW)
      expect(await store.claimDue(after(-1), after(0), 10)).toEqual([])
      expect(await store.claimDue(NOW, after(1), 10)).toEqual([{ ...delivery(crm, 'm1'), attempts: 1, url: crm.url, secret: 'whsec_crm' }])
      expect(await store.claimDue(after(0.5), after(2), 10)).toEqual([])
      expect(await store.claimDue(after(1), after(2), 10)).toMatchObject([{ messageId: 'm1', attempts: 2 }])
    })

    it('has one delivery for each endpoint and message, also under another id', async () => {
      const { store, crm } = await withEndpoint(open)
      const shop = endpoint('shop')
      await store.addEndpoint(shop, 'whsec_shop')
      await store.enqueue([delivery(crm, 'm1'), delivery(shop, 'm1')], NOW)
      await store.enqueue([delivery(crm, 'm1'), delivery(crm, 'm1', stableId('another id')), delivery(crm, 'm2')], after(1))
      await store.enqueue([], NOW)
      const claimed = await store.claimDue(after(1), after(2), 10)
      expect(claimed.map(({ url, messageId }) => `${url} ${messageId}`).toSorted()).toEqual([
        `${crm.url} m1`,
        `${crm.url} m2`,
        `${shop.url} m1`,
      ])
    })

    it('takes no more than asked for, those that wait longest first', async () => {
      const { store, crm } = await withEndpoint(open)
      await store.enqueue([delivery(crm, 'second')], after(1))
      await store.enqueue([delivery(crm, 'first')], NOW)
      await store.enqueue([delivery(crm, 'third')], after(2))
      const claimed = await store.claimDue(after(5), after(9), 2)
      expect(claimed.map(({ messageId }) => messageId).toSorted()).toEqual(['first', 'second'])
      expect(await store.claimDue(after(5), after(9), 2)).toMatchObject([{ messageId: 'third' }])
    })

    it('leaves the deliveries of an endpoint alone that is disabled, until it is enabled', async () => {
      const { store, crm } = await withEndpoint(open)
      await store.enqueue([delivery(crm, 'm1')], NOW)
      await store.setDisabled(crm.id, NOW, 'answered_410_gone')
      expect(await store.claimDue(after(1), after(2), 10)).toEqual([])
      await store.setDisabled(crm.id, null, null)
      expect(await store.claimDue(after(1), after(2), 10)).toMatchObject([{ messageId: 'm1', attempts: 1 }])
    })

    it('tries again when told so, and never what was delivered or has failed', async () => {
      const { store, crm } = await withEndpoint(open)
      const [again, delivered, failed] = ['again', 'delivered', 'failed'].map((id) => delivery(crm, id)) as [
        WebhookDelivery,
        WebhookDelivery,
        WebhookDelivery,
      ]
      await store.enqueue([again, delivered, failed], NOW)
      await store.claimDue(NOW, after(1), 10)
      await store.settle(again.id, { state: 'pending', nextAttemptAt: after(30), status: 503, error: null }, NOW)
      await store.settle(delivered.id, sent, NOW)
      await store.settle(failed.id, { ...sent, state: 'failed', status: 410 }, NOW)
      expect(await store.claimDue(after(29), after(40), 10)).toEqual([])
      expect(await store.claimDue(after(30), after(40), 10)).toMatchObject([{ messageId: 'again', attempts: 2 }])
    })

    it('sends what it has once more on request, counting from the start', async () => {
      const { store, crm } = await withEndpoint(open)
      await store.enqueue([delivery(crm, 'm1')], NOW)
      await store.claimDue(NOW, after(1), 10)
      await store.settle(delivery(crm, 'm1').id, sent, NOW)
      expect(await store.replay(delivery(crm, 'm1').id, after(5))).toBe(true)
      expect(await store.claimDue(after(4), after(9), 10)).toEqual([])
      expect(await store.claimDue(after(5), after(9), 10)).toMatchObject([{ messageId: 'm1', attempts: 1 }])
      expect(await store.replay(stableId('nothing'), NOW)).toBe(false)
      expect(await store.replay('not-an-id', NOW)).toBe(false)
    })
  })
}

async function withEndpoint(open: () => Promise<WebhookStore>): Promise<{ store: WebhookStore; crm: WebhookEndpoint }> {
  const store = await open()
  const crm = endpoint('crm')
  await store.addEndpoint(crm, 'whsec_crm')
  return { store, crm }
}
