import { useTranslation } from 'react-i18next'
import './contact-rules.css'

const HOURS = [0, 6, 12, 18, 24] as const
const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
const share = (value: number) => `${(value / 1440) * 100}%`

/** The day of a customer as a bar: what is shaded is quiet. */
export function QuietBar({ quiet }: { quiet: { from: string; to: string } | null }) {
  const { t } = useTranslation()
  const [from, to] = quiet === null ? [0, 0] : [minutes(quiet.from), minutes(quiet.to)]
  const parts = quiet === null ? [] : from < to ? [[from, to]] : [...(to === 0 ? [] : [[0, to]]), [from, 1440]]
  const label = quiet === null ? t('contactRules.neverQuiet') : t('contactRules.quietFromTo', quiet)
  return (
    <div className="quiet-bar" role="img" aria-label={label}>
      <div className="quiet-track">
        {parts.map(([start = 0, end = 0]) => (
          <span key={start} style={{ left: share(start), width: share(end - start) }} />
        ))}
      </div>
      <div className="quiet-hours" aria-hidden="true">
        {HOURS.map((hour) => (
          <span key={hour} style={{ left: share(hour * 60) }}>
            {hour}
          </span>
        ))}
      </div>
    </div>
  )
}
