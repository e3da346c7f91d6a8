import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { addressParts } from './compare-address.ts'
import { blockPeople, MOST_IN_A_BLOCK, pairKey } from './block-people.ts'
import { type ComparedPerson, comparePeople, distance, FIELDS, LEVELS, plainName } from './compare-people.ts'
import { proposePairs } from './propose-pairs.ts'

const person = (customerId: string, change: Partial<ComparedPerson> = {}): ComparedPerson => ({
  customerId,
  name: '',
  birthday: '',
  birthYear: 0,
  address: [],
  isAddressCommon: false,
  gender: '',
  region: '',
  phones: [],
  emails: [],
  ...change,
})
const levels = (a: Partial<ComparedPerson>, b: Partial<ComparedPerson>) =>
  Object.fromEntries(
    comparePeople(person('a', a), person('b', b)).flatMap((level, f) => {
      const field = FIELDS[f] as (typeof FIELDS)[number]
      return level < 0 ? [] : [[field, LEVELS[field][level]]]
    }),
  )

describe('two customers are compared', () => {
  it('by names in Chinese and in Latin letters, and not across the two', () => {
    expect([plainName('Ming  LI'), plainName('王 小明'), plainName('Ｌｉ, Ming')]).toEqual(['li ming', '王小明', 'li ming'])
    expect(levels({ name: 'Li Ming' }, { name: 'ming li' })).toEqual({ name: 'same' })
    expect(levels({ name: '欧阳小明' }, { name: '欧阳晓明' })).toEqual({ name: 'similar' })
    expect(levels({ name: '王芳' }, { name: '王军' })).toEqual({ name: 'same-family' })
    expect(levels({ name: '欧阳芳' }, { name: '欧芳' })).toEqual({ name: 'different' })
    expect(levels({ name: '王芳' }, { name: 'Wang Fang' })).toEqual({})
  })

  it('by the values that are most alike, and by nothing where one is unknown', () => {
    expect(levels({ phones: ['+8613812345678', '+8613900000000'] }, { phones: ['+8613812345687'] })).toEqual({ phone: 'one-digit' })
    expect(levels({ phones: ['+8613812345678'] }, { phones: ['+8615999995678'] })).toEqual({ phone: 'same-tail' })
    expect(levels({ emails: ['li.ming@a.cn'] }, { emails: ['liming@b.com'] })).toEqual({ email: 'same-local' })
    expect(levels({ birthday: '1990-03-07', birthYear: 1990 }, { birthday: '1990-07-03', birthYear: 1990 })).toEqual({
      birthday: 'swapped',
    })
    expect(levels({ birthday: '1990-03-07', birthYear: 1990 }, { birthYear: 1990 })).toEqual({ birthYear: 'same' })
    const home = { address: addressParts('上海市浦东新区世纪大道100号') }
    expect(levels(home, { address: addressParts('浦东新区世纪大道100号') })).toEqual({ address: 'contained' })
    expect(levels(home, { ...home, isAddressCommon: true })).toEqual({ address: 'same-common' })
    expect(levels({ birthYear: 1990, region: 'x' }, { birthYear: 1991, gender: 'f' })).toEqual({ birthYear: 'one-year' })
    expect([distance('abc', 'acb', 2), distance('abcd', 'abxd', 1), distance('abc', 'xyz', 1), distance('a'.repeat(200), 'b', 3)]).toEqual([
      1, 1, 2, 4,
    ])
  })
})

describe('pairs worth comparing', () => {
  it('share a key, come once, and leave out who was said to be two', async () => {
    const same = { name: '王小明', emails: ['ming.wang@a.cn'] }
    const people = [person('a', same), person('b', same), person('c', { name: '李四' })]
    expect((await blockPeople(people, new Set())).pairs).toEqual([[0, 1]])
    expect((await blockPeople(people, new Set([pairKey('b', 'a')]))).pairs).toEqual([])
  })

  it('are none under a key that too many have', async () => {
    const crowd = Array.from({ length: MOST_IN_A_BLOCK + 5 }, (_, i) => person(String(i), { name: '王芳' }))
    expect(await blockPeople(crowd, new Set())).toEqual({ pairs: [], largeBlocks: 1, complete: true })
  })
})

describe('proposals', () => {
  const families = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗']
  const given = [...'芳敏静丽强磊军洋艳涛超明刚平辉玲桂英华文']
  const shop = (n: number): ComparedPerson[] => {
    const rng = new Rng(3)
    const people = Array.from({ length: n }, (_, i) =>
      person(`p${String(i).padStart(4, '0')}`, {
        name: rng.pick(families) + rng.pick(given) + rng.pick(given),
        birthYear: 1950 + rng.int(55),
        gender: rng.pick(['male', 'female']),
        region: rng.pick(['Shanghai', 'Beijing', 'Chengdu', 'Wuhan']),
        phones: [`+8613${String(100_000_000 + rng.int(899_999_999))}`],
        emails: [`user${rng.int(1e9)}@example.com`],
      }),
    )
    // Forty of them come twice, with a digit of the phone wrong or another mail service.
    const twice = people.slice(0, 40).map((one, i) => ({
      ...one,
      customerId: `t${one.customerId.slice(1)}`,
      phones: i % 2 === 0 ? one.phones.map((phone) => `${phone.slice(0, -1)}${(Number(phone.slice(-1)) + 1) % 10}`) : [],
      emails: i % 2 === 0 ? [] : one.emails.map((email) => email.replace('example.com', 'mail.example')),
    }))
    return [...people, ...twice]
  }

  it('find those who come twice, with the weights that speak for it, and hardly anybody else', async () => {
    const { proposals, isEnough, people } = await proposePairs(shop(1_500), new Set(), 'seed')
    expect([isEnough, people]).toEqual([true, 1_540])
    const right = proposals.filter(({ a, b }) => a.slice(1) === b.slice(1))
    expect(right.length).toBeGreaterThanOrEqual(38)
    expect(right.length / proposals.length).toBeGreaterThan(0.95)
    const first = right[0]
    const total = first?.evidence.reduce((sum, { bits }) => sum + bits, 0) ?? 0
    expect(1 / (1 + 2 ** -total)).toBeCloseTo(first?.chance ?? 0, 9)
    expect(first?.evidence.find(({ field }) => field === 'name')).toMatchObject({ level: 'same' })
    expect((await proposePairs(shop(1_500), new Set(), 'seed')).proposals).toEqual(proposals)
  })

  it('know people by birthday and address where name and phone are written otherwise, and not by the address of an office', async () => {
    const rng = new Rng(9)
    const plain = shop(600).slice(0, 600)
    const people = plain.map((one, i) => ({
      ...one,
      birthday: `${one.birthYear}-${String(1 + rng.int(12)).padStart(2, '0')}-${String(1 + rng.int(28)).padStart(2, '0')}`,
      address: addressParts(
        i % 10 === 9 ? '上海市静安区南京西路1000号' : `上海市浦东新区世纪大道${1 + rng.int(900)}号${1 + rng.int(3000)}室`,
      ),
    }))
    // Twenty come twice under another phone: at the same place, half of them with day and month of the birthday the other way round.
    const twice = people.slice(0, 20).map((one, i) => {
      const [year, month, day] = one.birthday.split('-')
      return {
        ...one,
        customerId: `t${one.customerId.slice(1)}`,
        phones: [],
        emails: [],
        birthday: i % 2 === 0 ? one.birthday : `${year}-${day}-${month}`,
      }
    })
    const { proposals } = await proposePairs([...people, ...twice], new Set(), 'seed')
    const right = proposals.filter(({ a, b }) => a.slice(1) === b.slice(1))
    expect(right.length).toBeGreaterThanOrEqual(17)
    expect(right.length / proposals.length).toBeGreaterThan(0.95)
    const fields = right[0]?.evidence.map(({ field }) => field) ?? []
    expect(fields).toEqual(expect.arrayContaining(['birthday', 'address']))
    expect(fields).not.toContain('birthYear')
  })

  it('are none of too few people, and never of those said to be two', async () => {
    expect(await proposePairs(shop(100), new Set(), 'seed')).toMatchObject({ isEnough: false, proposals: [] })
    const apart = new Set([pairKey('p0000', 't0000')])
    expect((await proposePairs(shop(1_500), apart, 'seed')).proposals.some(({ a }) => a === 'p0000')).toBe(false)
  })
})
