import { hashUnit } from '#kernel/rng.ts'
import type { Calendar } from './calendar.ts'
import { createPerson, joinsPerDay } from './person.ts'
import type { Person } from './person.ts'

/** All newcomers start at the lowest level. */
const FIRST_LEVEL = '普通'

/**
 * The people who register in the answer period, at the pace of the history: one in every `1 / joinsPerDay` days. Their indices follow
 * those of the `people` of the history. A longer answer period adds newcomers without changing existing ones.
 */
export function* newcomersOf(seed: string, people: number, calendar: Calendar): Generator<Person> {
  const perDay = joinsPerDay(people, calendar)
  for (let n = 0; ; n += 1) {
    const registeredOn = Math.floor((n + hashUnit(`${seed}/newcomer/${n}`)) / perDay)
    if (registeredOn >= calendar.answerDays) return
    yield { ...createPerson(seed, people + n, calendar, registeredOn + 1), level: FIRST_LEVEL }
  }
}
