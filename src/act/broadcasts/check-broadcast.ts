import { isDay } from '#kernel/local-day.ts'
import type { Channel } from '#decide/strategy.ts'
import { AppError } from '#kernel/app-error.ts'
import { formsOf } from '../content/message-content.ts'
import type { MessageContent } from '../content/message-content.ts'
import { checkRepeatRule } from './series/repeat-rule.ts'
import type { BroadcastDefinition } from './broadcast.ts'

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/u
const LARGEST_HOLDOUT = 0.5
const LONGEST_HOURS = 30 * 24

/** Checks what has nothing to do with other things. @throws AppError invalid-input `broadcast-wrong` that names the field */
export function checkBroadcast(definition: BroadcastDefinition): void {
  const { name, channels, when, holdout, holdoutWaiver, expiresHours, priority, windowDays, unitCosts } = definition
  if (name.trim() === '' || name.length > 100) wrong('name', 'a name of 1 to 100 letters')
  if (new Set(channels).size < channels.length) wrong('channels', 'each channel once')
  if (when.kind === 'repeat') checkRepeatRule(when)
  if (when.kind === 'at' && Number.isNaN(Date.parse(when.at))) wrong('when.at', 'a time such as 2026-01-31T10:00:00Z')
  if ((when.kind === 'local' || when.kind === 'best') && !isDay(when.day)) {
    wrong('when.day', 'a day such as 2026-01-31')
  }
  if (when.kind === 'local' && !TIME.test(when.time)) wrong('when.time', 'a time such as 10:00')
  if (!(holdout >= 0 && holdout <= LARGEST_HOLDOUT)) wrong('holdout', 'a share from 0 to 0.5')
  if (holdout === 0 && holdoutWaiver.trim().length < 5) {
    throw new AppError(
      'invalid-input',
      'broadcast-waiver-needed',
      'Without a control group the effect of the broadcast cannot be known: write down in holdoutWaiver why there is none (5 characters or more).',
    )
  }
  whole('expiresHours', expiresHours, 1, LONGEST_HOURS)
  whole('priority', priority, 0, 100)
  whole('windowDays', windowDays, 1, 90)
  for (const channel of Object.keys(definition.accounts ?? {})) {
    if (!channels.some((one) => one === channel)) wrong(`accounts.${channel}`, 'of a channel of the broadcast')
  }
  for (const [channel, cost] of Object.entries(unitCosts)) whole(`unitCosts.${channel}`, cost, 0, 1_000_000)
}

/** A draft may be left half-way; what is looked at or started may not. @throws AppError conflict `broadcast-unfinished` */
export function finishedContent({ content, channels }: Pick<BroadcastDefinition, 'content' | 'channels'>): {
  readonly id: string
  readonly version: number
} {
  if (content === null || channels.length === 0) {
    const what = content === null ? 'a content' : 'at least one channel'
    throw new AppError('conflict', 'broadcast-unfinished', `The draft is not finished: choose ${what} first.`)
  }
  return content
}

/** Channels that the content has nothing to say on. */
export function channelsWithoutForm(channels: readonly Channel[], content: MessageContent): readonly Channel[] {
  const forms = formsOf(content)
  return channels.filter((channel) => !forms.includes(channel))
}

/** @throws AppError conflict `broadcast-no-form` */
export function checkContent(channels: readonly Channel[], content: MessageContent): void {
  const missing = channelsWithoutForm(channels, content)
  if (missing.length > 0) {
    throw new AppError(
      'conflict',
      'broadcast-no-form',
      `The content has no form for ${missing.join(', ')}: write one, or leave the channel out.`,
      {
        details: { channels: missing.join(', ') },
      },
    )
  }
}

function whole(field: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) wrong(field, `a whole number from ${least} to ${most}`)
}

function wrong(field: string, expected: string): never {
  throw new AppError('invalid-input', 'broadcast-wrong', `${field} must be ${expected}.`, { details: { field, expected } })
}
