import { useTranslation } from 'react-i18next'
import type { RiskTier } from '#http/shared-schemas.ts'
import { useFormat } from '../format/use-format.ts'
import { Unknown } from './figure.tsx'

interface RiskProps {
  tier: RiskTier | null
  probability?: number | null
}

/** Risk as a word, a percentage and the length of a bar, so that colour is never alone. */
export function RiskTag({ tier, probability }: RiskProps) {
  const { t } = useTranslation()
  const format = useFormat()
  if (tier === null) return <Unknown reason={t('codes.noScore')} />
  const share = probability ?? undefined
  return (
    <span className={`risk risk-${tier}`}>
      <span className="risk-word">{t(`codes.risk.${tier}`)}</span>
      {share === undefined ? null : (
        <>
          <span className="risk-bar" aria-hidden="true">
            <span style={{ width: `${Math.max(4, Math.round(share * 100))}%` }} />
          </span>
          <span className="num">{format.percent(share, 0)}</span>
        </>
      )}
    </span>
  )
}

type Tone = 'plain' | 'accent' | 'warn' | 'danger' | 'muted'

/** A short state in words. */
export function StateTag({ tone = 'plain', children }: { tone?: Tone; children: string }) {
  return (
    <span className={`tag tag-${tone}`}>
      <span className="tag-dot" aria-hidden="true" />
      {children}
    </span>
  )
}

/** A short classification in words, without a state's dot. */
export function Label({ children }: { children: string }) {
  return <span className="tag tag-label">{children}</span>
}
