import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../format/use-format.ts'
import './send-time.css'

const NAMED = [0, 6, 12, 18, 23] as const

/** The hours of a day as bars: the higher, the likelier that somebody looks then. One hour can be marked. */
export function HourStrip({ chances, best, label }: { chances: readonly number[]; best?: number | null; label: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const most = Math.max(...chances)
  return (
    <div className="hour-strip" role="img" aria-label={label}>
      <div className="hour-bars">
        {chances.map((chance, hour) => (
          <span
            // The places of the list are its hours.
            key={hour}
            className={hour === best ? 'is-best' : undefined}
            style={{ height: `${Math.max(4, (chance / most) * 100)}%` }}
            title={t('sendTime.hourTip', { hour, share: format.percent(chance, 1) })}
          />
        ))}
      </div>
      <div className="hour-names" aria-hidden="true">
        {NAMED.map((hour) => (
          <span key={hour} style={{ left: `${((hour + 0.5) / 24) * 100}%` }}>
            {hour}
          </span>
        ))}
      </div>
    </div>
  )
}
