import type { BilingualText } from '#kernel/bilingual-text.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import { instantColumn, numberColumn, parquetFile, textColumn } from '../support/write-parquet.ts'
import type { ImportOutcome, ImportPreview } from '#http/collect/import-preview-schemas.ts'
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

/** A shop that writes a status of its own, days that no row decides, and lines above the heading. */
const broken = (month = '03', rows = 12): string =>
  `Monthly export;;;;\n;;;;\nOrder no;Ordered;Member;Total paid;Status\n${Array.from(
    { length: rows },
    (_, i) => `${month}-${i};0${(i % 4) + 1}/${month}/2026;M${i % 5};${10 + i},50;${i % 4 === 3 ? 'gefummelt' : 'paid'}\n`,
  ).join('')}`

async function upload(name: string, content: string | Buffer, fields: Record<string, string> = {}) {
  const part = ([key, value]: [string, string]): string => `--xx\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`
  return await shop.server.app.inject({
    method: 'POST',
    url: '/api/v1/imports/preview',
    headers: {
      host: '127.0.0.1',
      cookie: shop.admin.cookie,
      'x-csrf-token': shop.admin.csrfToken,
      'content-type': 'multipart/form-data; boundary=xx',
    },
    payload: Buffer.concat([
      Buffer.from(
        `${Object.entries(fields).map(part).join('')}--xx\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`,
      ),
      Buffer.from(content),
      Buffer.from('\r\n--xx--\r\n'),
    ]),
  })
}

const again = async (uploadId: string, body: object) => await shop.admin.ask('POST', `/imports/${uploadId}/preview`, body)
const codes = (preview: Pick<ImportPreview, 'questions'>): string[] => preview.questions.map(({ code }) => code)
const MEANT = { statuses: { gefummelt: 'cancelled' }, dateOrder: 'dmy' } as const

describe('a preview', () => {
  test('counts customers as the import does, also whom only a later row ties together, and says how many rows it cannot read', async () => {
    const rows = [
      'Z1,2026-05-01,13900000601,,10.00',
      'Z2,2026-05-02,13900000601,ZM1,10.00',
      'Z3,2026-05-03,,ZM1,10.00',
      'Z4,2026-05-04,13900000602,,10.00',
      'Z5,32.13.2026,13900000603,,10.00',
    ]
    const file = `Order no,Order date,Phone,Member number,Total paid\n${rows.join('\n')}\n`
    const preview = (await upload('people.csv', file)).json<ImportPreview>()
    expect(preview.truth).toMatchObject({ customers: 2, orders: 4, rows: 5, refused: 1 })
    expect(preview.issues).toMatchObject([{ row: 6, field: 'orderedAt' }])
  })

  test('says what would be true: figures, columns and why, statuses, rows as understood', async () => {
    const preview = (await upload('march.csv', broken())).json<ImportPreview>()
    expect(preview).toMatchObject({ kind: 'orders', headingLine: 3, encoding: 'utf-8', layout: null, remembered: null, missing: [] })
    expect(preview.notes.map(({ code }) => code)).toContain('lines-above-heading')
    expect(preview.truth).toMatchObject({ customers: 5, rows: 12, whole: true })
    expect(preview.truth).toMatchObject({ orders: 9, unanswered: { orders: 3, amounts: { CNY: 52.5 } } })
    expect(preview.truth?.statuses).toEqual([
      { field: 'status', word: 'paid', rows: 9, counts: 'paid' },
      { field: 'status', word: 'gefummelt', rows: 3, counts: null },
    ])
    expect(preview.truth?.understood).toHaveLength(10)
    expect(preview.truth?.understood[0]).toMatchObject({ line: 4, orderId: '03-0', customer: '**', amount: 10.5, kind: 'sale' })
    expect(preview.readings.find(({ field }) => field === 'paidAmount')).toMatchObject({ heading: 'Total paid', position: 3 })
    expect(codes(preview)).toEqual(expect.arrayContaining(['unknown-status', 'day-or-month']))
    expect(preview.questions.find(({ code }) => code === 'unknown-status')).toMatchObject({
      weight: 'blocking',
      words: [{ word: 'gefummelt', rows: 3 }],
    })
  })

  test('reads Parquet by its types, and says where one is damaged', async () => {
    const days = [1, 2, 3].map((day) => Date.UTC(2026, 2, day, 10))
    const columns = [
      textColumn('order_id', ['P1', 'P2', 'P3']),
      textColumn('customer_id', ['C1', 'C2', 'C1']),
      instantColumn('order_date', days),
      numberColumn('amount', [10.5, 20, 1.005]),
    ]
    const file = parquetFile([columns], { codec: 'gzip' })
    const preview = (await upload('orders.parquet', file)).json<ImportPreview>()
    expect(preview).toMatchObject({ format: 'parquet', missing: [], questions: [], notes: [] })
    expect(preview.truth).toMatchObject({ orders: 3, customers: 2, firstAt: '2026-03-01T10:00:00.000Z' })
    const damaged = await upload('orders.parquet', parquetFile([columns], { codec: 'gzip', unpacked: 7 }))
    expect(damaged.statusCode).toBe(400)
    expect(damaged.json()).toMatchObject({ code: 'parquet-damaged', params: { file: 'orders.parquet', column: 'order_id', line: 1 } })
  })

  test('is made again with corrections, without a second upload', async () => {
    const { uploadId, truth } = (await upload('march.csv', broken())).json<ImportPreview>()
    const month = (await again(uploadId, { corrections: { dateOrder: 'mdy' } })).json<ImportPreview>()
    expect(month.truth?.lastAt?.slice(0, 10)).toBe('2026-04-02')
    const day = (await again(uploadId, { corrections: MEANT })).json<ImportPreview>()
    expect(codes(day)).not.toContain('unknown-status')
    expect(codes(day)).not.toContain('day-or-month')
    expect(day.truth?.lastAt?.slice(0, 10)).toBe('2026-03-03')
    expect([day.truth?.orders, day.truth?.unanswered.orders]).toEqual([truth?.orders, 0])
    expect(day.corrections).toEqual(MEANT)
    const none = (await again(uploadId, { corrections: { mapping: { paidAmount: null } } })).json<ImportPreview>()
    expect(none.missing).toEqual(['amount'])
    expect(none.truth).toBeNull()
    const heading = (await again(uploadId, { wish: { headingLine: 4 } })).json<ImportPreview>()
    expect([heading.headingLine, heading.columns[0]]).toEqual([4, '03-0'])
  })

  test('takes kind, corrections and wish as fields before the file', async () => {
    const fields = { kind: 'orders', corrections: JSON.stringify(MEANT), wish: '{"headingLine":4}' }
    const preview = (await upload('march.csv', broken(), fields)).json<ImportPreview>()
    expect(preview).toMatchObject({ headingLine: 4, dateOrder: 'dmy', dateOrderSure: true })
  })

  test.each([
    [{ kind: 'parcels' }, 'invalid-request'],
    [{ corrections: '{' }, 'invalid-request'],
    [{ corrections: '{"statuses":{"x":"sold"}}' }, 'invalid-request'],
    [{ corrections: '{"columns":{}}' }, 'unknown-parameter'],
    [{ colour: 'red' }, 'unknown-parameter'],
    [{ corrections: '{"mapping":{"orderId":"Nowhere"}}' }, 'unknown-column'],
    [{ wish: '{"headingLine":0}' }, 'invalid-request'],
  ])('refuses %j as %s, and keeps nothing of the file', async (fields, code) => {
    const answer = await upload('march.csv', broken(), fields)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, code])
  })

  test('of a file that is gone is 404, of a body with unknown names 400', async () => {
    expect((await again('0b0e8a52-0000-4000-8000-000000000000', {})).json()).toMatchObject({ status: 404, code: 'upload-not-found' })
    expect((await again('x', { colour: 1 })).json()).toMatchObject({ status: 400, code: 'unknown-parameter' })
  })
})

describe('an import', () => {
  test('of customers says before and after it who they are and what they agreed to', async () => {
    const more = Array.from({ length: 9 }, (_, i) => `D${i},1390000091${i},,yes\n`).join('')
    const people = `Member number,Phone,Email,Marketing consent\nC1,13900000901,,yes\nC2,13900000902,c2@example.com,no\nC3,138****8000,,perhaps\n${more}`
    const preview = (await upload('people.csv', people, { kind: 'customers' })).json<ImportPreview>()
    const said = {
      kind: 'customers',
      rows: 12,
      people: 12,
      withPhone: 11,
      withEmail: 1,
      withNeither: 1,
      unusable: 1,
      consents: { marketing: { yes: 10, no: 1, unclear: 1, notSaid: 0 }, webhook: { yes: 0, no: 0, unclear: 0, notSaid: 12 } },
    }
    expect([preview.truth, preview.records]).toMatchObject([null, said])
    const order = { uploadId: preview.uploadId, kind: 'customers', dryRun: true }
    expect((await finished(await shop.admin.ask('POST', '/imports', order))).records).toMatchObject(said)
  })

  test('is refused while a question is open, in both languages, and goes on with its answer', async () => {
    const { uploadId, truth } = (await upload('march.csv', broken())).json<ImportPreview>()
    const order = { uploadId, kind: 'orders' }
    const refused = await shop.admin.ask('POST', '/imports', order)
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({ code: 'questions-open', params: { file: 'march.csv', codes: 'unknown-status' } })
    const { zh, en } = refused.json<{ params: BilingualText }>().params
    expect([zh, en]).toEqual([expect.stringContaining('gefummelt'), expect.stringContaining('gefummelt')])

    const asked = { ...order, corrections: MEANT }
    const check = await finished(await shop.admin.ask('POST', '/imports', { ...asked, dryRun: true }))
    const told = (await again(uploadId, { corrections: MEANT })).json<ImportPreview>().truth
    const stored = await finished(await shop.admin.ask('POST', '/imports', asked))
    for (const outcome of [check, stored]) {
      expect(outcome).toMatchObject({
        orders: 9,
        customers: 5,
        sales: told?.sales ?? {},
        months: told?.months ?? [],
        firstAt: told?.firstAt,
        statuses: told?.statuses ?? [],
      })
    }
    expect([truth?.orders, truth?.unanswered.orders, stored.stored]).toEqual([9, 3, 12])
  })

  test('remembers what was said for the next file of the same headings, until it is told to forget', async () => {
    clock.moveTo(new Date('2026-05-20T10:20:00Z'))
    const next = (await upload('april.csv', broken('04'))).json<ImportPreview>()
    expect(next.remembered).toEqual({ fileName: 'march.csv', at: '2026-05-20T10:00:00.000Z' })
    expect(next.corrections).toEqual(MEANT)
    expect(codes(next)).not.toContain('unknown-status')
    const notice = next.questions.find(({ code }) => code === 'as-you-said')
    expect(notice?.text.en).toBe('As you said for "march.csv" on 2026-05-20: "gefummelt" is cancelled, no sale; dates are day first.')
    expect(notice?.text.zh).toContain('“gefummelt”算作已取消，不算销售；日期按日/月/年')

    const without = (await again(next.uploadId, { forget: true })).json<ImportPreview>()
    expect([without.remembered, codes(without).includes('unknown-status')]).toEqual([null, true])
    // A look at it forgets nothing for good; the import does.
    expect((await again(next.uploadId, {})).json<ImportPreview>().remembered).not.toBeNull()
    const order = { uploadId: next.uploadId, kind: 'orders', forget: true, corrections: { accept: ['unknown-status'] } }
    await finished(await shop.admin.ask('POST', '/imports', order))
    expect((await upload('may.csv', broken('05'))).json<ImportPreview>().remembered).toBeNull()
  })

  test('remembers for other headings nothing, and never that something absurd is so', async () => {
    const { uploadId } = (await upload('may.csv', broken('05'))).json<ImportPreview>()
    const said = { mapping: { memberNumber: 'Member' }, statuses: { gefummelt: 'paid' }, dateOrder: 'dmy', accept: ['x'] }
    await finished(await shop.admin.ask('POST', '/imports', { uploadId, kind: 'orders', corrections: said }))
    const other = (await upload('june.csv', broken('06').replace('Status', 'Order status'))).json<ImportPreview>()
    expect(other.remembered).toBeNull()
    // The headings in another order, case and width are the same headings.
    const moved = broken('06').replace('Order no;Ordered;Member;Total paid;Status', 'ORDER NO;ordered; Member ;Total　paid;status')
    const same = (await upload('june.csv', moved)).json<ImportPreview>()
    expect(same.remembered?.fileName).toBe('may.csv')
    expect(same.corrections.accept).toBeUndefined()
    expect(same.corrections.mapping).toEqual({ memberNumber: 'Member' })
  })
})

async function finished(started: { readonly statusCode: number; readonly body: string; json<T>(): T }): Promise<ImportOutcome> {
  expect([started.statusCode, started.statusCode === 202 ? '' : started.body]).toEqual([202, ''])
  const { job } = await shop.ended(started.json<Job>().id)
  expect([job.state, job.error]).toEqual(['done', null])
  return job.result as ImportOutcome
}
