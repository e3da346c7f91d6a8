import type { NoticeRule, NoticeSettingsBody, NoticeSettingsState } from '#http/act/notice-schemas.ts'

/** A rule as the form has it: the template as two texts that may be empty. */
export interface FormRule extends Omit<NoticeRule, 'template'> {
  readonly template: { readonly code?: string; readonly value?: string } | null
}

export interface NoticeForm {
  readonly rules: readonly FormRule[]
  readonly isQuiet: boolean
  /** HH:MM. */
  readonly from: string
  readonly to: string
  readonly smsPerDay: number | null
  readonly alertMail: boolean
}

const FIRST_QUIET = { from: 22 * 60, to: 8 * 60 }

export function formOf({ rules, quiet, smsPerDay, alertMail }: NoticeSettingsState): NoticeForm {
  const { from, to } = quiet ?? FIRST_QUIET
  return { rules, isQuiet: quiet !== null, from: clockOf(from), to: clockOf(to), smsPerDay, alertMail }
}

/** What does not belong to the way of a rule is left out. */
export function settingsOf({ rules, isQuiet, from, to, smsPerDay, alertMail }: NoticeForm): NoticeSettingsBody {
  return {
    rules: rules.map(({ kinds, way, accountId, people, mentions, template, language }) => {
      const { code = '', value = '' } = template ?? {}
      return {
        kinds,
        way,
        accountId: way === 'mail' ? null : (accountId ?? null),
        people: way === 'team' ? [] : (people ?? []),
        mentions: way === 'team' ? (mentions ?? []) : [],
        template: way === 'sms' && code.trim() !== '' ? { code: code.trim(), value: value.trim() || 'content' } : null,
        language,
      }
    }),
    quiet: isQuiet ? { from: minutesOf(from), to: minutesOf(to) } : null,
    smsPerDay: smsPerDay ?? 10,
    alertMail,
  }
}

function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}
