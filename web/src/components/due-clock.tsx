import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'
import { useFormat } from '../format/use-format.ts'
import { useSession } from '../session/session-context.tsx'

/** How long is left, in words; overdue is said and not only coloured. */
export function DueClock({ dueAt }: { dueAt: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { now } = useSession()
  const at = new Date(now).getTime()
  const when = format.relative(dueAt, at)
  const late = new Date(dueAt).getTime() < at
  return (
    <span className={late ? 'due due-late' : 'due'} title={format.dateTime(dueAt)}>
      <Icon name="clock" size={14} /> {late ? t('act.overdue', { when }) : t('act.dueIn', { when })}
    </span>
  )
}
