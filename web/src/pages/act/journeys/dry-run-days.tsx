import { useTranslation } from 'react-i18next'
import type { DryRun } from '#http/act/dry-run-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'

/** Entries and messages of each day as small bars; the busiest day stands in words. */
export function DryRunDays({ byDay }: Pick<DryRun, 'byDay'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const most = Math.max(1, ...byDay.flatMap(({ entered, sends }) => [entered, sends]))
  const busiest = byDay.reduce((best, one) => (one.sends > best.sends ? one : best), { day: '', entered: 0, sends: 0 })
  const height = (n: number) => ({ height: `${n === 0 ? 0 : Math.max(3, (n / most) * 100)}%` })
  const busy = { day: busiest.day === '' ? '' : format.day(busiest.day), n: format.integer(busiest.sends), count: busiest.sends }
  return (
    <div>
      <h3 className="subhead">{t('dryRun.byDay')}</h3>
      <div className="dry-run-days" role="img" aria-label={busiest.sends === 0 ? t('dryRun.byDayNoSends') : t('dryRun.byDayLabel')}>
        {byDay.map(({ day, entered, sends }) => (
          <div
            key={day}
            className="dry-run-day"
            title={t('dryRun.dayTitle', { day: format.day(day), entered: format.integer(entered), sends: format.integer(sends) })}
          >
            <span className="dry-run-bar" style={height(entered)} />
            <span className="dry-run-bar dry-run-bar-sends" style={height(sends)} />
          </div>
        ))}
      </div>
      <p className="soft dry-run-legend">
        <span>
          <i className="dry-run-key" /> {t('dryRun.legendEntered')}
        </span>
        <span>
          <i className="dry-run-key dry-run-bar-sends" /> {t('dryRun.legendSends')}
        </span>
        {busiest.sends === 0 ? null : <span>{t('dryRun.busiest', busy)}</span>}
      </p>
    </div>
  )
}
