import { Rng } from '#kernel/rng.ts'

const DAY_MS = 86_400_000
const DAYS = 720
const KIOSKS = 6

/** A record that the shop's systems send, and whose it truly is; `kiosk` where nobody can know. */
export interface IdentityRecord {
  /** Number of the order or of the message. */
  readonly key: string
  readonly truth: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly sent:
    | { readonly kind: 'order'; readonly member: string; readonly phone: string; readonly email: string }
    | { readonly kind: 'message'; readonly body: Readonly<Record<string, unknown>> }
}

interface Person {
  readonly id: string
  readonly name: string
  readonly member: string | null
  readonly user: string | null
  readonly openid: string | null
  readonly email: string
  readonly devices: readonly string[]
  /** Whether any record ever names two of the ways in which they are known. */
  readonly tied: boolean
  /** Days in which they are customers. */
  readonly from: number
  readonly to: number
  phoneOn(day: number): string
}

/** Which of them make identity hard, by person. */
export interface IdentityTruth {
  readonly records: readonly IdentityRecord[]
  /** People who share an e-mail with others, and those who have a number that was somebody else's. */
  readonly family: ReadonlyMap<string, string>
  readonly recycled: ReadonlyMap<string, string>
}

/**
 * Two years of a shop with stores, a web shop and a mini-program, where people are known in several ways: members' cards, accounts, openids, phones, e-mails and devices. One in
 * eight shares the family's e-mail, one phone in twenty-five goes to somebody else after more than a year of silence, tablets of the stores are used by everybody, tills
 * write 13800138000, one phone in two hundred is typed wrong, and one person in fifty is never named in two ways at once.
 *
 * @param start Of the first day, epoch milliseconds
 */
export function identityWorld(seed: string, count: number, start: number): IdentityTruth {
  const random = new Rng(seed)
  const family = new Map<string, string>()
  const recycled = new Map<string, string>()
  const people = inventPeople(random, count, family, recycled)
  const records: IdentityRecord[] = []
  let made = 0
  for (const person of people) {
    const draw = random.fork(person.id)
    const put = (day: number, sent: IdentityRecord['sent'], truth = person.id): void => {
      const at = start + Math.floor(day * DAY_MS)
      made += 1
      const key = `${sent.kind === 'order' ? 'O' : 'E'}${String(made).padStart(7, '0')}`
      records.push({ key, truth, at, sent: sent.kind === 'order' ? sent : { kind: 'message', body: { ...sent.body, messageId: key } } })
    }
    const message = (day: number, body: Readonly<Record<string, unknown>>, truth?: string): void =>
      put(day, { kind: 'message', body }, truth)
    const visits = 3 + draw.int(4)
    for (let visit = 0; visit < visits; visit += 1) {
      const day = person.from + draw.next() * (person.to - person.from)
      const phone = draw.chance(0.005) ? `139${String(draw.int(1e8)).padStart(8, '0')}` : person.phoneOn(day)
      if (person.member !== null) {
        const ways = person.tied ? draw.next() : 0
        const order = { kind: 'order' as const, member: person.member, phone: '', email: '' }
        if (ways < 0.15) put(day, order)
        else if (ways < 0.25) put(day, { ...order, member: '', phone })
        else if (ways < 0.28) put(day, { ...order, phone: '13800138000' })
        else put(day, { ...order, phone })
      }
      if (person.user !== null) visitWeb(person, draw, day, phone, put, message)
      if (person.openid !== null) {
        const externalIds = [
          { type: 'openid', id: `shop:${person.openid}`, collection: 'users', encoding: 'none' },
          { type: 'unionid', id: `un-${person.openid}`, collection: 'users', encoding: 'none' },
        ]
        message(day + 0.01, { type: 'track', event: 'Product Viewed', anonymousId: `mini-${person.openid}`, context: { externalIds } })
        if (person.tied && draw.chance(0.5)) {
          message(day + 0.02, {
            type: 'identify',
            anonymousId: `mini-${person.openid}`,
            traits: { phone, name: person.name },
            context: { externalIds },
          })
        }
      }
    }
  }
  records.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
  return { records, family, recycled }
}

function visitWeb(
  person: Person,
  draw: Rng,
  day: number,
  phone: string,
  put: (day: number, sent: IdentityRecord['sent']) => void,
  message: (day: number, body: Readonly<Record<string, unknown>>, truth?: string) => void,
): void {
  const userId = person.user as string
  const anonymousId = draw.chance(0.1) ? `kiosk-${draw.int(KIOSKS)}` : draw.pick(person.devices)
  const onKiosk = anonymousId.startsWith('kiosk')
  message(day, { type: 'page', name: 'Home', anonymousId }, onKiosk ? 'kiosk' : person.id)
  const traits = { email: person.email, name: person.name, ...(person.tied && draw.chance(0.7) ? { phone } : {}) }
  message(day + 0.001, { type: 'identify', userId, anonymousId, traits })
  message(day + 0.002, { type: 'track', event: 'Product Viewed', userId, anonymousId })
  if (draw.chance(0.2)) message(day + 0.004, { type: 'page', name: 'Help', anonymousId }, onKiosk ? 'kiosk' : person.id)
  if (draw.chance(0.4)) {
    const alone = draw.chance(0.15)
    put(day + 0.003, { kind: 'order', member: '', phone: alone || !person.tied ? '' : phone, email: person.email })
  }
}

function inventPeople(random: Rng, count: number, family: Map<string, string>, recycled: Map<string, string>): Person[] {
  const people: Person[] = []
  const free: { readonly phone: string; readonly from: string; readonly until: number }[] = []
  let household = { email: '', left: 0 }
  for (let i = 0; i < count; i += 1) {
    const id = `p${i}`
    if (household.left === 0 && random.chance(0.045)) household = { email: `home${i}@example.com`, left: 2 + random.int(3) }
    const shares = household.left > 0
    if (shares) {
      household.left -= 1
      family.set(id, household.email)
    }
    const kinds = random.next()
    const late = random.chance(0.3)
    const from = late ? 460 + random.int(120) : random.int(200)
    const to = Math.min(DAYS, from + 90 + random.int(630))
    // Numbers that have been silent for 400 days go to somebody who came late.
    const at = late ? free.findIndex(({ until }) => until + 400 <= from) : -1
    const given = at < 0 ? undefined : free.splice(at, 1)[0]
    if (given !== undefined) {
      recycled.set(id, given.phone)
      recycled.set(given.from, given.phone)
    }
    const own = `13${String(500_000_000 + i * 7)}`.slice(0, 11)
    const first = given?.phone ?? own
    const changes = !late && given === undefined && random.chance(0.06)
    const changed = changes ? from + 20 + random.int(40) : Number.POSITIVE_INFINITY
    if (changes) free.push({ phone: first, from: id, until: changed })
    const second = `15${String(500_000_000 + i * 7)}`.slice(0, 11)
    people.push({
      id,
      name: `${random.pick(SURNAMES)}${random.pick(GIVEN)}`,
      member: kinds < 0.75 ? `M${100_000 + i}` : null,
      user: kinds >= 0.25 ? `u-${i}` : null,
      openid: random.chance(0.25) ? `o${i}x` : null,
      email: shares ? household.email : `p${i}@example.com`,
      devices: Array.from({ length: 1 + random.int(2) }, (_, n) => `web-${i}-${n}`),
      tied: !random.chance(0.02),
      from,
      to,
      phoneOn: (day) => (day < changed ? first : second),
    })
  }
  return people
}

const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗']
const GIVEN = ['芳', '敏', '静', '秀英', '丽', '强', '磊', '军', '洋', '艳', '子涵', '雨桐', '浩然', '欣怡', '思远', '嘉怡', '俊杰', '晓明']

/** Of pairs of records: how many that were put together are one person's, and how many of one person's were put together. */
export interface PairScore {
  readonly precision: number
  readonly recall: number
  readonly truePairs: number
  readonly foundPairs: number
  readonly correctPairs: number
}

/** @param records Each with the person it is of and the customer it was given to; null for nobody, which is with no other record */
export function pairScore(records: readonly { readonly truth: string; readonly customer: string | null }[]): PairScore {
  const truths = new Map<string, number>()
  const customers = new Map<string, number>()
  const both = new Map<string, number>()
  for (const { truth, customer } of records) {
    truths.set(truth, (truths.get(truth) ?? 0) + 1)
    if (customer === null) continue
    customers.set(customer, (customers.get(customer) ?? 0) + 1)
    both.set(`${truth} ${customer}`, (both.get(`${truth} ${customer}`) ?? 0) + 1)
  }
  const pairs = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0)
  const [truePairs, foundPairs, correctPairs] = [pairs(truths), pairs(customers), pairs(both)]
  return { precision: correctPairs / foundPairs, recall: correctPairs / truePairs, truePairs, foundPairs, correctPairs }
}
