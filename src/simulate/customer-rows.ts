import { Rng } from '#kernel/rng.ts'
import { shanghaiText } from './calendar.ts'
import type { Calendar } from './calendar.ts'
import type { Account, Person } from './person.ts'

/**
 * customers.csv, preset `liuke-customers`: one row per registration. 手机号 and 邮箱 as people typed them; 性别 男, 女 or blank; 营销授权 是 or 否
 * for email and SMS together; 注册时间 the wall clock in Shanghai; 注册渠道 one of web, app, mini_program, store.
 */
export const CUSTOMER_HEADER = [
  '会员号',
  '姓名',
  '手机号',
  '邮箱',
  '性别',
  '出生年份',
  '城市',
  '会员等级',
  '注册时间',
  '注册渠道',
  '营销授权',
] as const

/** The row of one registration, which happens the day before the person's first day as a customer. */
export function customerRow(seed: string, calendar: Calendar, person: Person, account: Account): string[] {
  const hour = 9 + new Rng(`${seed}/joined/${account.memberNumber}`).next() * 13
  return [
    account.memberNumber,
    person.name,
    account.rawPhone,
    account.rawEmail,
    person.gender,
    person.birthYear === null ? '' : String(person.birthYear),
    person.city,
    person.level,
    shanghaiText(calendar.instant(account.joinDay - 1, hour)),
    person.joinChannel,
    person.consent ? '是' : '否',
  ]
}
