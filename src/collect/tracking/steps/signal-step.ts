import { DAY_MS } from '#kernel/clock.ts'
import type { StoredEvent } from '../tracked-event.ts'
import { Dropped } from './step-result.ts'

/** An event that comes in later than this tells of the past. */
const LATE_MS = DAY_MS

const TEST = new Dropped('signal', 'test')
const BOT = new Dropped('signal', 'bot')
const REPEAT = new Dropped('signal', 'repeat')

/**
 * Signal: whether something may start because of a stored event. Of test records, programs and the second of two clicks nothing does; what came more than a
 * day late, was sent as history, or came back from quarantine, is historical.
 */
export function signalStep(
  event: Pick<StoredEvent, 'isTest' | 'isBot' | 'isRepeat' | 'availableAt' | 'receivedAt' | 'occurredAt'>,
): 'new' | 'historical' | Dropped<'test' | 'bot' | 'repeat'> {
  if (event.isTest) return TEST
  if (event.isBot) return BOT
  if (event.isRepeat) return REPEAT
  return event.availableAt !== event.receivedAt || event.receivedAt - event.occurredAt > LATE_MS ? 'historical' : 'new'
}
