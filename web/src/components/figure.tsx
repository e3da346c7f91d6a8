import { Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { dash } from '../format/format.ts'
import { useFormat } from '../format/use-format.ts'

/** A dash for an unknown value that says why it is unknown. */
export function Unknown({ reason }: { reason?: string }) {
  const { t } = useTranslation()
  const text = reason ?? t('common.unknown')
  return (
    <Tooltip title={text}>
      <span className="unknown" role="img" aria-label={text}>
        {dash}
      </span>
    </Tooltip>
  )
}

/** A difference of shares as a large number with a small unit. */
export function Points({ value }: { value: number }) {
  const format = useFormat()
  return (
    <>
      {format.pointsNumber(value)}
      <small>{format.pointsUnit}</small>
    </>
  )
}

interface FigureProps {
  label: ReactNode
  /** undefined or null shows a dash with the reason. */
  value: ReactNode
  unknown?: string
  /** The change, the interval or the share: what stands beside the number. */
  detail?: ReactNode
  to?: string
  /** How many the opened page must have; left out for money and the like. */
  count?: number | null | undefined
  tone?: 'normal' | 'lead'
}

/** One number with what it is and what it should be compared with; opens what is behind it. */
export function Figure({ label, value, unknown, detail, to, count, tone = 'normal' }: FigureProps) {
  const known = value !== null && value !== undefined
  const number = known ? value : <Unknown {...(unknown === undefined ? {} : { reason: unknown })} />
  return (
    <div className={`figure figure-${tone}`}>
      <div className="figure-label">{label}</div>
      <div className="figure-value">
        {to !== undefined && known ? (
          <Link to={to} data-count={count ?? undefined}>
            {number}
          </Link>
        ) : (
          number
        )}
      </div>
      {detail === undefined ? null : <div className="figure-detail">{detail}</div>}
    </div>
  )
}
