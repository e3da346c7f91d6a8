import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { AttributeList, Customer360, CustomerPage } from '#http/profile/customer-schemas.ts'
import type { ImportPreview } from '#http/collect/import-preview-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-05-20T10:00:00Z'))
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
})
afterAll(async () => {
  await shop.close()
})

const FILE = '会员号,Skin type,skin-type,points,备用电话,empty\nM1,dry,干性,120,13900001101,\nM2,oily,油性,7,,\n'

test('columns are proposed, kept, shown masked, revealed, renamed and deleted', async () => {
  const upload = await shop.server.app.inject({
    method: 'POST',
    url: '/api/v1/imports/preview',
    headers: {
      host: '127.0.0.1',
      cookie: shop.admin.cookie,
      'x-csrf-token': shop.admin.csrfToken,
      'content-type': 'multipart/form-data; boundary=xx',
    },
    payload: `--xx\r\ncontent-disposition: form-data; name="kind"\r\n\r\ncustomers\r\n--xx\r\ncontent-disposition: form-data; name="file"; filename="people.csv"\r\n\r\n${FILE}\r\n--xx--\r\n`,
  })
  const { uploadId, keepable } = upload.json<ImportPreview>()
  expect(keepable).toMatchObject({ 'Skin type': 'skin_type', 'skin-type': 'skin_type_2', points: 'points' })
  expect(keepable).not.toHaveProperty('empty')
  const mapping = { 'attribute:points': 'points', 'attribute:skin_type': 'Skin type', 'attribute:backup': '备用电话' }
  const preview = (
    await shop.admin.ask('POST', `/imports/${uploadId}/preview`, { kind: 'customers', corrections: { mapping } })
  ).json<ImportPreview>()
  expect(preview.attributes).toEqual([
    { name: 'skin_type', heading: 'Skin type', type: 'text', personal: false, known: false },
    { name: 'points', heading: 'points', type: 'number', personal: false, known: false },
    { name: 'backup', heading: '备用电话', type: 'text', personal: true, known: false },
  ])
  const started = await shop.admin.ask('POST', '/imports', { uploadId, kind: 'customers', corrections: { mapping } })
  await shop.ended(started.json<{ id: string }>().id)
  const { items } = await shop.get<Static<typeof AttributeList>>('/attributes')
  expect(items).toMatchObject([{ name: 'points', customers: 2 }, { name: 'skin_type' }, { name: 'backup', personal: true, customers: 1 }])
  const [row] = (await shop.get<CustomerPage>('/customers?q=M1')).items
  const id = row?.id ?? ''
  const { attributes } = await shop.get<Customer360>(`/customers/${id}`)
  expect(attributes).toMatchObject([
    { name: 'points', value: 120, masked: null },
    { name: 'skin_type', value: 'dry' },
    { name: 'backup', value: null, masked: '139****1101' },
  ])
  const shown = await shop.admin.ask('POST', `/customers/${id}/reveal`, { kind: 'attribute:backup', reason: 'called back' })
  expect(shown.json()).toEqual({ kind: 'attribute:backup', values: ['13900001101'] })
  expect((await shop.admin.ask('PATCH', '/attributes/points', { label: '积分' })).statusCode).toBe(204)
  expect((await shop.admin.ask('DELETE', '/attributes/backup')).statusCode).toBe(204)
  expect((await shop.admin.ask('DELETE', '/attributes/backup')).json()).toMatchObject({ code: 'attribute-not-found' })
  expect((await shop.get<Customer360>(`/customers/${id}`)).attributes.map(({ label }) => label)).toEqual(['Skin type', '积分'])
})
