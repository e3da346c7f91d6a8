import { readFile, writeFile } from 'node:fs/promises'
import { Rng } from '#kernel/rng.ts'

/** A fault that was put into a file, and the rule that has to find it; '' for one that cannot be read and must be refused. */
export interface Fault {
  readonly file: 'orders' | 'customers'
  /** Line of the file, the heading being 1. */
  readonly line: number
  readonly rule: string
  /** Order number of the row, '' in the file of customers. */
  readonly orderId: string
}

/** A row with its fault: its line is known once all rows are. */
interface Spoilt {
  readonly row: string[]
  readonly rule: string
}

interface Table {
  readonly head: string[]
  readonly rows: string[][]
}

const SHARE = 0.002
const MINUTE_MS = 60_000
const HOURS_OF_SHANGHAI = 8

/** Puts faults of every kind into the simulator's files, beside those that it makes itself; answers where they are. Same seed, same faults. */
export async function injectFaults(files: { readonly orders: string; readonly customers: string }, seed: string): Promise<Fault[]> {
  const rng = new Rng(`${seed}/faults`)
  const [orders, customers] = await Promise.all([readTable(files.orders), readTable(files.customers)])
  const faults = [...placed('orders', orders, spoilOrders(orders, rng)), ...placed('customers', customers, spoilCustomers(customers, rng))]
  await Promise.all([writeTable(files.orders, orders), writeTable(files.customers, customers)])
  return faults
}

function placed(file: Fault['file'], { head, rows }: Table, spoilt: readonly Spoilt[]): Fault[] {
  const lines = new Map(rows.map((row, i) => [row, i + 2]))
  const number = head.indexOf('订单号')
  return spoilt.map(({ row, rule }) => ({ file, line: lines.get(row) ?? 0, rule, orderId: row[number] ?? '' }))
}

function spoilOrders({ head, rows }: Table, rng: Rng): Spoilt[] {
  const at = (name: string): number => head.indexOf(name)
  const [number, kind, when, product, quantity, price, channel, member, phone] = [
    '订单号',
    '类型',
    '下单时间',
    '商品编码',
    '数量',
    '单价',
    '渠道',
    '会员号',
    '手机号',
  ].map(at) as [number, number, number, number, number, number, number, number, number]
  const paid = head.push('付款时间') - 1
  const faults: Spoilt[] = []
  const rowsOf = Map.groupBy(rows, (row) => row[number] ?? '')
  const added: string[][] = []
  const spoilt = new Set<string[]>()
  for (const row of rows) {
    const readable =
      isClock(row[when]) && Number.isFinite(Number(row[quantity])) && row[quantity] !== '' && Number.isFinite(Number(row[price]))
    row[paid] = isClock(row[when]) ? shifted(row[when] ?? '', 3) : ''
    const own = rowsOf.get(row[number] ?? '') ?? []
    if (!readable) faults.push({ row, rule: '' })
    else if (row[kind] === '销售' && row[member] === '' && row[phone] === '') {
      faults.push({ row, rule: 'order-without-customer' })
      continue
    }
    // One fault a row, in an order of its own, so that each has one truth.
    if (
      !readable ||
      row[kind] !== '销售' ||
      own.some((one) => spoilt.has(one)) ||
      own.filter((one) => one[product] === row[product]).length > 1
    )
      continue
    const fate = Math.floor(rng.next() / SHARE)
    const spoil = (rule: string): void => {
      spoilt.add(row)
      faults.push({ row, rule })
    }
    if (fate === 0) {
      row[product] = ''
      spoil('line-without-product')
    } else if (fate === 1) {
      row[price] = String(Math.round(Number(row[price]) * (300 + rng.next() * 700)))
      spoil('amount-outlier')
    } else if (fate === 2 && own.length === 1) {
      row[paid] = shifted(row[when] ?? '', -60 * 24 * (1 + rng.next()))
      spoil('paid-before-ordered')
    } else if (fate === 3 && own.length === 1) {
      row[channel] = rng.pick(['wap', 'tmall', 'stroe'])
      spoil('channel-known')
    } else if (fate === 4 && own.length === 1 && ((row[member] ?? '') !== '' || (row[phone] ?? '') !== '')) {
      const twin = [...row]
      twin[number] = `${row[number]}9`
      twin[when] = shifted(row[when] ?? '', 1 + rng.next() * 8)
      twin[paid] = shifted(twin[when] ?? '', 3)
      added.push(twin)
      spoilt.add(row)
      faults.push({ row: twin, rule: 'order-twice' })
    }
  }
  rows.push(...added)
  return faults
}

function spoilCustomers({ head, rows }: Table, rng: Rng): Spoilt[] {
  const [member, phone, email, joined] = ['会员号', '手机号', '邮箱', '注册时间'].map((name) => head.indexOf(name)) as [
    number,
    number,
    number,
    number,
  ]
  const [card, birthday] = [head.push('身份证号') - 1, head.push('生日') - 1]
  const [address, device] = [head.push('注册IP') - 1, head.push('注册设备') - 1]
  const faults: Spoilt[] = []
  const note = (row: string[], rule: string): void => {
    faults.push({ row, rule })
  }
  for (const row of rows) {
    // One in five signs up in a store, where everybody has the address and the device of the store.
    const store = rng.next() < 0.2
    row[address] = store ? '198.51.100.7' : publicAddress(rng)
    row[device] = store ? 'kiosk-7' : `d-${rng.next()}`
    row[card] = idCard(rng)
    row[birthday] = `19${60 + Math.floor(rng.next() * 39)}-0${1 + Math.floor(rng.next() * 9)}-1${Math.floor(rng.next() * 10)}`
    // The simulator's own spoilt phones, and rows of whom nobody is known.
    if ((row[member] ?? '') === '') {
      note(row, '')
      continue
    }
    if (isSpoiltPhone(row[phone] ?? '')) note(row, 'phone-format')
    const fate = Math.floor(rng.next() / (SHARE * 5))
    if (fate === 0) {
      row[card] = `${row[card]?.slice(0, 17)}${row[card]?.at(17) === '5' ? '6' : '5'}`
      note(row, 'id-card')
    } else if (fate === 1 && (row[email] ?? '') !== '') {
      row[email] = (row[email] ?? '').replace('@', rng.pick(['#', ' at ', '@@']))
      note(row, 'email-format')
    } else if (fate === 2) {
      row[card] = ''
      note(row, 'id-card-missing')
    }
  }
  for (let burst = 0; burst < 4; burst += 1) {
    for (let i = 0; i < 15; i += 1) {
      const row = head.map(() => '')
      row[member] = `FAKE${burst}${String(i).padStart(3, '0')}`
      row[email] = `promo${burst * 100 + i}@gift${burst}.example`
      row[joined] = `2026-0${1 + burst}-11 03:${String(i * 2).padStart(2, '0')}:00`
      row[card] = idCard(rng)
      rows.push(row)
      note(row, 'sign-up-burst')
    }
  }
  const places: readonly (readonly [string, (row: string[], i: number) => void])[] = [
    ['sign-ups-of-address', (row) => (row[address] = '203.0.113.99')],
    ['sign-ups-of-device', (row) => (row[device] = 'farm-1')],
    ['sign-ups-of-numbers', (row, i) => (row[phone] = `170123456${10 + i}`)],
  ]
  for (const [rule, spoil] of places) {
    for (let i = 0; i < 25; i += 1) {
      const row = head.map(() => '')
      row[member] = `${rule}-${i}`
      row[joined] = `2026-03-2${places.findIndex(([one]) => one === rule)} 03:${String(i * 2).padStart(2, '0')}:00`
      row[card] = idCard(rng)
      spoil(row, i)
      rows.push(row)
      note(row, rule)
    }
  }
  return faults
}

function publicAddress(rng: Rng): string {
  return [36, ...[0, 0, 0].map(() => Math.floor(rng.next() * 256))].join('.')
}

/** A phone that no telephone network has: the same test as the simulator's truth, by the digits. */
function isSpoiltPhone(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '')
  // 1381234xxxx is a phone that was not exported, for the simulator and the product in different words.
  return text.trim() !== '' && !/x{4}/iu.test(text) && (!/^1[3-9]\d{9}$/.test(digits) || /[a-z]/iu.test(text))
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** A number with its check digit (GB 11643). */
function idCard(rng: Rng): string {
  const two = (most: number): string => String(1 + Math.floor(rng.next() * most)).padStart(2, '0')
  const body = `110105${1950 + Math.floor(rng.next() * 50)}${two(12)}${two(28)}${String(Math.floor(rng.next() * 1_000)).padStart(3, '0')}`
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(body[i]), 0)
  return `${body}${'10X98765432'[sum % 11]}`
}

function isClock(text: string | undefined): boolean {
  return (
    text !== undefined &&
    /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(`${text.replace(' ', 'T')}Z`)) &&
    shifted(text, 0) === text
  )
}

/** The wall clock so many minutes later. */
function shifted(text: string, minutes: number): string {
  const at = Date.parse(`${text.replace(' ', 'T')}+0${HOURS_OF_SHANGHAI}:00`) + Math.round(minutes) * MINUTE_MS
  const date = new Date(at + HOURS_OF_SHANGHAI * 60 * MINUTE_MS)
  return date.toISOString().slice(0, 19).replace('T', ' ')
}

/** The simulator's files have no quoted line breaks. */
async function readTable(file: string): Promise<Table> {
  const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
  const [head = [], ...rows] = text.split('\r\n').flatMap((line) => (line === '' ? [] : [cellsOf(line)]))
  return { head, rows }
}

function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )
}

async function writeTable(file: string, { head, rows }: Table): Promise<void> {
  const line = (cells: readonly string[]): string =>
    cells.map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
  await writeFile(file, `\uFEFF${[head, ...rows].map(line).join('\r\n')}\r\n`)
}
