import { Rng } from '#kernel/rng.ts'

/** A whole number from low to high. */
const between = (rng: Rng, low: number, high: number): number => low + rng.int(high - low + 1)
const digitsOf = (rng: Rng, count: number): string => Array.from({ length: count }, () => between(rng, 0, 9)).join('')
const wide = (text: string): string => [...text].map((c) => (/[!-~]/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)).join('')
const percent = (text: string): string =>
  [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

const MOBILE_PREFIXES = [
  '130',
  '135',
  '138',
  '139',
  '147',
  '150',
  '155',
  '158',
  '166',
  '173',
  '177',
  '180',
  '186',
  '188',
  '189',
  '191',
  '198',
  '199',
]
const CITIES = ['010', '020', '021', '022', '023', '024', '025', '027', '028', '029']
const TOWNS = ['0310', '0371', '0411', '0512', '0551', '0571', '0592', '0755', '0769', '0851', '0871', '0931', '0991']
const COUNTRIES = [
  '+1 415 555 ####',
  '+1 (212) 555-####',
  '+44 20 7946 ####',
  '+49 30 9018####',
  '+81-3-1234-####',
  '+61 2 9876 ####',
  '+852 2345 ####',
  '+886 2 2345 ####',
  '0044 20 7946 ####',
  '+33 1 42 68 ## ##',
]
const WORDS = ['联系 ', '收货人电话:', 'call ', 'user_', '', '来自', 'tel.', '（', 'phone=', 'contact: ']
const ENDS = ['', ' 谢谢', '，请回电', ' now', ')', '。', ' ok', '&x=1']

function mobile(rng: Rng): string {
  return rng.pick(MOBILE_PREFIXES) + digitsOf(rng, 8)
}

function luhn(head: string): string {
  let sum = 0
  for (let i = 0; i < head.length; i += 1) {
    const digit = Number(head[head.length - 1 - i])
    sum += i % 2 === 1 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return head + String((10 - (sum % 10)) % 10)
}

function idCard(rng: Rng): string {
  const day = `${between(rng, 1940, 2010)}${String(between(rng, 1, 12)).padStart(2, '0')}${String(between(rng, 1, 28)).padStart(2, '0')}`
  const head =
    rng.pick(['110105', '310115', '440305', '330106', '510104', '420106', '320102', '500103', '610113', '350203']) + day + digitsOf(rng, 3)
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return head + '10X98765432'[weights.reduce((sum, weight, i) => sum + weight * Number(head[i]), 0) % 11]
}

function email(rng: Rng): string {
  const name = rng.pick(['li.wei', 'anna', 'zhang_san', 'o.brien', 'w', 'user', 'info+tag', 'A-B', '10086'])
  return `${name}${between(rng, 0, 999)}@${rng.pick(['example.com', 'qq.com', '163.com', 'mail.example.co.uk', 'foo-bar.cn', 'ex.io'])}`
}

function landline(rng: Rng): string {
  const area = rng.chance(0.5) ? rng.pick(CITIES) : rng.pick(TOWNS)
  const number = String(between(rng, 2, 8)) + digitsOf(rng, 7)
  return rng.pick([
    `${area}-${number}`,
    `${area} ${number}`,
    `(${area})${number}`,
    `${area}-${number.slice(0, 4)}-${number.slice(4)}`,
    `${area} ${number.slice(0, 4)} ${number.slice(4)}`,
    `+86 ${area.slice(1)} ${number}`,
  ])
}

function card(rng: Rng): string {
  const plain = luhn(rng.pick(['622202', '621700', '622848', '625901', '436742', '552433', '622588', '411111']) + digitsOf(rng, 9))
  return rng.chance(0.5) ? plain : plain.replaceAll(/\d{4}(?=\d)/g, '$& ')
}

const spaced = (text: string): string => `${text.slice(0, 3)} ${text.slice(3, 7)} ${text.slice(7)}`

/** Texts with something personal in them, by kind. */
export function personalTexts(seed: string, each: number): Record<string, string[]> {
  const kinds: Record<string, (rng: Rng) => string> = {
    email,
    mobile,
    'mobile in groups': (rng) => (rng.chance(0.5) ? spaced(mobile(rng)) : spaced(mobile(rng)).replaceAll(' ', '-')),
    'mobile with country': (rng) => rng.pick(['+86', '86', '0086', '+86 ', '+86-', '(+86)']) + mobile(rng),
    landline,
    international: (rng) => rng.pick(COUNTRIES).replaceAll('#', () => String(between(rng, 0, 9))),
    'id card': idCard,
    'bank card': card,
    'full-width': (rng) => wide(rng.pick([mobile, email, landline, idCard])(rng).replaceAll(' ', '')),
    'url-encoded': (rng) =>
      rng.pick([
        email(rng).replace('@', '%40'),
        percent(email(rng)),
        percent(mobile(rng)),
        encodeURIComponent(`+86${mobile(rng)}`),
        email(rng).replace('@', '%2540'),
      ]),
  }
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, make]) => {
      const rng = new Rng(`${seed}/${kind}`)
      return [kind, Array.from({ length: each }, () => rng.pick(WORDS) + make(rng) + rng.pick(ENDS))]
    }),
  )
}

/** What shops call their goods, orders and categories: long article numbers, barcodes, models, sizes, prices, dates, order numbers, picture addresses. */
export function harmlessTexts(seed: string, count: number): string[] {
  const rng = new Rng(seed)
  const barcode = (head: string): string => {
    const plain = head + digitsOf(rng, 12 - head.length)
    const sum = [...plain].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
    return plain + String((10 - (sum % 10)) % 10)
  }
  const date = (): string =>
    `20${between(rng, 20, 26)}${String(between(rng, 1, 12)).padStart(2, '0')}${String(between(rng, 1, 28)).padStart(2, '0')}`
  const makes: (() => string)[] = [
    () =>
      `${rng.pick(['龙井茶', '充电宝', '蓝牙耳机', '连衣裙', '婴儿奶粉', 'WHITE HEART T-LIGHT HOLDER', 'iPhone 15 Pro Max', '小米手环', 'Desk lamp'])} ${between(rng, 1, 2000)}${rng.pick(['g', 'ml', 'GB', 'mAh', '片', '件装', ' pcs'])}`,
    () =>
      `${rng.pick(['苏泊尔', 'Sony', 'Bosch', '海尔', 'LEGO'])} ${rng.pick(['WH-1000XM', 'SF40FC', 'BCD-', 'KFR-', 'TP-', ''])}${between(rng, 100, 99_999)}${rng.pick(['', 'A', '-2', '/B1', ' V2'])}`,
    () => barcode(`69${digitsOf(rng, 3)}`),
    () => `${rng.pick(['牛奶', '饼干', 'Cream'])} ${barcode('6901')} ${between(rng, 1, 24)}*${between(rng, 100, 500)}ml`,
    () => `SKU${digitsOf(rng, between(rng, 5, 10))}`,
    () => String(between(rng, 1, 9)) + digitsOf(rng, rng.pick([5, 6, 7, 8, 9])),
    () => `2${digitsOf(rng, rng.pick([11, 12, 13]))}`,
    () => `${rng.pick(['A', 'XB', 'P-', 'K'])}${digitsOf(rng, 4)}-${digitsOf(rng, 3)}-${rng.pick(['RED', 'BLK', 'XL', 'M', '42'])}`,
    () => `¥${between(rng, 1, 99_999)}.${digitsOf(rng, 2)}`,
    () => `${between(rng, 1, 999)},${digitsOf(rng, 3)}.${digitsOf(rng, 2)} CNY`,
    () =>
      `${date().slice(0, 4)}-${date().slice(4, 6)}-${date().slice(6)} ${between(rng, 10, 23)}:${between(rng, 10, 59)}:${between(rng, 10, 59)}`,
    () => `${date()}${digitsOf(rng, rng.pick([6, 8, 9]))}`,
    () => `${date().slice(2)}-${String(between(rng, 1, 2))}${digitsOf(rng, 14)}`,
    () => `1${between(rng, 7, 8)}${digitsOf(rng, 11)}`,
    () => `${between(rng, 1, 4)}${digitsOf(rng, 18)}`,
    () => `https://cdn.example.com/img/${digitsOf(rng, 6)}/hero@2x.png?v=${digitsOf(rng, 5)}`,
    () =>
      `${rng.pick(['女装', 'Kitchen', '数码', 'Home & Garden'])}/${rng.pick(['连衣裙', 'Pans', '手机壳', 'Lamps'])}/${between(rng, 1, 400)}`,
    () => `${digitsOf(rng, 8).replace(/^0/, '7')}-${digitsOf(rng, 4)}-4${digitsOf(rng, 3)}-8${digitsOf(rng, 3)}-${digitsOf(rng, 6)}abcdef`,
    () => `M${between(rng, 4, 16)}x${between(rng, 10, 200)} ${rng.pick(['螺丝', 'bolt'])} ${between(rng, 1, 9)}.${between(rng, 0, 9)}mm`,
    () =>
      `${between(rng, 3, 200)}-${between(rng, 3, 200)} cm, ${between(rng, 1, 12)}V ${between(rng, 1000, 50_000)}mAh, 400-${digitsOf(rng, 3)}-${digitsOf(rng, 4)}`,
  ]
  return Array.from({ length: count }, () => rng.pick(makes)())
}
