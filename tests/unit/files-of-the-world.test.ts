import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OrderExamination } from '#collect/import/order-examination.ts'
import { type ImportSettings, planImport } from '#collect/import/import-plan.ts'
import { tableRows } from '#collect/table/table-rows.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'

const SETTINGS: ImportSettings = {
  timeZone: 'Asia/Shanghai',
  currency: 'CNY',
  normaliseIdentifier: (kind, value) => normaliseIdentifier(kind, value, 'CN'),
}
const NOW = new Date('2026-06-01T00:00:00Z')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'liuke-world-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Books {
  readonly orders: number
  readonly customers: number
  readonly sales: Readonly<Record<string, number>>
  readonly refunds: Readonly<Record<string, number>>
  readonly refused: number
  readonly asked: readonly string[]
}

async function read(lines: readonly string[] | Uint8Array, name = 'orders.csv'): Promise<Books> {
  const file = path.join(folder, name)
  await writeFile(file, lines instanceof Uint8Array ? lines : lines.join('\r\n'))
  const plan = await planImport({ file, kind: 'orders' }, SETTINGS, 'salt', NOW)
  const examination = new OrderExamination(plan)
  for await (const rows of tableRows(plan.table, {})) examination.add(rows)
  const { figures, customers, refused, questions } = examination.end()
  const asked = [...plan.interpretation.questions, ...questions].map(({ code, weight }) => (weight === 'blocking' ? `${code}!` : code))
  const { orders, sales, refunds } = figures
  return { orders, customers, sales, refunds, refused, asked }
}

describe('files of shops around the world, without an option', () => {
  it('divides what is headed as cents', async () => {
    const books = await read([
      'order_id,customer_id,created_at,amount_cents,currency_code',
      'A1,u1,1772676000,1999,USD',
      'A2,u2,1772776000,250,USD',
      'A3,u1,1772876000,100000,USD',
    ])
    expect(books).toMatchObject({ orders: 3, customers: 2, sales: { USD: 1_022.49 }, asked: ['amount-unit'] })
  })

  it('counts no shipping and no payment as goods, and takes lines of discounts off their order', async () => {
    const books = await read([
      'Order ID,Date,Customer Email,Item,Type,Qty,Price,Amount,Currency',
      '1,2026-03-01,a@example.com,Mug,Product,2,10.00,20.00,EUR',
      '1,2026-03-01,a@example.com,Tea,Product,1,5.00,5.00,EUR',
      '1,2026-03-01,a@example.com,Standard,Shipping,1,4.95,4.95,EUR',
      '1,2026-03-01,a@example.com,WELCOME,Discount,1,-3.00,-3.00,EUR',
      '1,2026-03-01,a@example.com,Card,Payment,1,26.95,26.95,EUR',
      '2,2026-03-02,b@example.com,Mug,Product,1,10.00,10.00,EUR',
    ])
    expect(books).toMatchObject({ orders: 2, customers: 2, sales: { EUR: 32 }, refunds: {}, refused: 0, asked: ['lines-no-goods'] })
  })

  it('takes credit notes with positive amounts for returns', async () => {
    const books = await read([
      'Invoice,Type,Customer ID,Invoice Date,Amount,Currency',
      'I1,Invoice,c1,2026-03-01,99.00,EUR',
      'I2,Invoice,c2,2026-03-02,99.00,EUR',
      'N1,Credit Note,c1,2026-03-05,99.00,EUR',
    ])
    expect(books).toMatchObject({ orders: 2, customers: 2, sales: { EUR: 198 }, refunds: { EUR: 99 } })
  })

  it.each([
    ['German', 'Auftragsnr;Belegdatum;Kundennr;Artikel;Menge;Artikelpreis;Umsatz;Status', 'versandt'],
    ['French', 'Numéro de commande;Date de commande;Client;Produit;Qté;Prix unitaire;Montant HT;Statut', 'Terminée'],
    ['Italian', 'N. ordine;Data ordine;Codice cliente;Articolo;Q.tà;Prezzo unitario;Totale riga;Stato', 'Spedito'],
    ['Portuguese', 'Pedido;Data do pedido;Cliente;Produto;Quantidade;Valor unitário;Valor total;Situação', 'Entregue'],
    ['Polish', 'Numer zamówienia;Data zamówienia;Klient;Nazwa produktu;Ilość;Cena jednostkowa;Wartość;Status', 'Zrealizowane'],
    ['Russian', 'Номер заказа;Дата заказа;Покупатель;Товар;Количество;Цена;Сумма;Статус', 'Выполнен'],
    ['Turkish', 'Sipariş No;Sipariş Tarihi;Müşteri No;Ürün;Adet;Birim Fiyat;Tutar;Durum', 'Teslim edildi'],
    ['Dutch', 'Ordernummer;Besteldatum;Klantnummer;Product;Aantal;Prijs;Bedrag;Status', 'Betaald'],
    ['Korean', '주문번호;주문일시;구매자ID;상품명;수량;판매가;금액;주문상태', '배송완료'],
  ])('reads headings and statuses in %s', async (_, heading, status) => {
    const books = await read([
      heading,
      `1;13.03.2026;K10;Tasse;2;1.250,50;2.501,00;${status}`,
      `1;13.03.2026;K10;Tee;1;3,25;3,25;${status}`,
      `2;14.03.2026;K11;Tee;4;3,25;13,00;${status}`,
    ])
    expect(books).toMatchObject({ orders: 2, customers: 2, sales: { CNY: 2_517.25 }, refused: 0 })
    expect(books.asked).not.toContain('unknown-status!')
  })

  it('finds quantity and amount by what they come to, where their headings say nothing', async () => {
    const rows = Array.from(
      { length: 12 },
      (_, i) => `${i + 1},2026-03-01,c${i % 4},9.50,${(i % 3) + 1},${(9.5 * ((i % 3) + 1)).toFixed(2)}`,
    )
    const books = await read(['order id,date,customer id,price,kpl,yht', ...rows])
    expect(books).toMatchObject({ orders: 12, customers: 4, sales: { CNY: 228 } })
    const halved = rows.map((row) => row.split(',').slice(0, 5).join(','))
    expect((await read(['order id,date,customer id,price,kpl', ...halved])).asked).toContain('quantity-unread')
  })

  it('reads a figure that is mostly numbers and refuses the other rows', async () => {
    const books = await read([
      '订单号,会员号,下单时间,商品,单价,数量',
      'A1,M1,2026-03-01,茶,10,1',
      'A2,M2,2026-03-02,茶,10,两件',
      'A3,M3,2026-03-03,茶,10,3',
    ])
    expect(books).toMatchObject({ orders: 2, sales: { CNY: 40 }, refused: 1 })
  })

  it.each([
    ['单价,数量', '10,两件', 'figure-unread'],
    ['amount,quantity', '10,two', 'figure-unread'],
  ])('asks about %s where no value is a number', async (headings, values, question) => {
    const rows = ['A1', 'A2', 'A3'].map((order, i) => `${order},M${i},2026-03-0${i + 1},${values}`)
    expect((await read([`订单号,会员号,下单时间,${headings}`, ...rows])).asked).toContain(question)
  })

  it('leaves out the sums of groups', async () => {
    const books = await read([
      'Date,Receipt,Customer ID,Amount',
      '2026-01-03,1,c1,10.00',
      '2026-01-09,2,c2,20.00',
      'Subtotal January,,,30.00',
      '2026-02-03,3,c1,5.00',
      'Subtotal February,,,5.00',
      'Grand total,,,35.00',
    ])
    expect(books).toMatchObject({ orders: 3, sales: { CNY: 35 }, refused: 0 })
  })

  it.each(['Customer,Jan 2026,Feb 2026,Mar 2026,Total', 'Kunde,2026-01,2026-02,2026-03,Summe', '客户,1月,2月,3月,合计'])(
    'refuses months side by side with the remedy: %s',
    async (heading) => {
      await expect(read([heading, 'Anna,10,20,30,60', 'Bo,1,2,3,6', 'Cy,4,5,6,15'])).rejects.toMatchObject({ code: 'months-in-columns' })
    },
  )

  it('asks about numbers of receipts that start again', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `S${i % 3},2026-03-${String(i + 1).padStart(2, '0')},${(i % 6) + 1},${i + 1}.50`)
    expect((await read(['Store,Date,Receipt No,Total', ...rows])).asked).toContain('numbers-return')
  })
})
