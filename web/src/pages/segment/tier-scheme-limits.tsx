import { InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import type { TierScheme, TierSchemePreview } from '#http/segment/tier-scheme-schemas.ts'
import { useFormat } from '../../format/use-format.ts'

type Tiers = TierScheme['tiers']
type Tier = keyof Tiers['targets']

/** In the order in which a customer is tried for them. */
export const TIERS = ['new', 'at_risk', 'dormant', 'high_value', 'active'] as const satisfies readonly Tier[]

interface Props {
  tiers: Tiers
  set: (part: Partial<Tiers>) => void
  may: boolean
  summary: SegmentSummary | null
  preview: TierSchemePreview | null
}

/** Limit and target of each tier, beside its size now and, once it was tried, with this scheme. */
export function TierLimits({ tiers, set, may, summary, preview }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const sum = TIERS.reduce((total, tier) => total + tiers.targets[tier], 0)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" role="region" aria-label={t('segment.tiersTitle')} tabIndex={0}>
      <table className="table scheme-table">
        <thead>
          <tr>
            <th scope="col">{t('profile.tier')}</th>
            <th scope="col">{t('segment.limit')}</th>
            <th scope="col">{t('common.target')}</th>
            <th scope="col" className="num">
              {t('segment.actual')}
            </th>
            <th scope="col" className="num">
              {t('segment.wouldBe')}
            </th>
          </tr>
        </thead>
        <tbody>
          {TIERS.map((tier) => {
            const now = summary?.tiers.find((one) => one.tier === tier)
            const then = preview?.tiers.find((one) => one.tier === tier)
            return (
              <tr key={tier}>
                <td className="cell-main">{t(`codes.lifecycle.${tier}`)}</td>
                <td className="wide-card" data-label={t('segment.limit')}>
                  <Limit tier={tier} tiers={tiers} set={set} may={may} />
                  {then === undefined || tiers.mode === 'fixed' ? null : <div className="soft">{format.text(then.rule)}</div>}
                </td>
                <td data-label={t('common.target')}>
                  <InputNumber
                    aria-label={`${t(`codes.lifecycle.${tier}`)}: ${t('common.target')}`}
                    min={0}
                    max={100}
                    precision={1}
                    suffix="%"
                    disabled={!may}
                    value={Math.round(tiers.targets[tier] * 1000) / 10}
                    onChange={(value) => value !== null && set({ targets: { ...tiers.targets, [tier]: Math.round(value * 10) / 1000 } })}
                  />
                </td>
                <td className="num" data-label={t('segment.actual')}>
                  {now === undefined ? '—' : `${format.integer(now.customers)} · ${format.percent(now.share)}`}
                </td>
                <td className="num" data-label={t('segment.wouldBe')}>
                  {then === undefined ? (
                    <span className="faint">—</span>
                  ) : (
                    <>
                      {`${format.integer(then.customers)} · ${format.percent(then.share)}`}
                      <div className="soft">{t('segment.entering', { count: then.entering })}</div>
                    </>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {Math.abs(sum - 1) < 1e-6 ? null : (
        <p className="scheme-note scheme-problem" role="alert">
          {t('segment.targetSum', { sum: format.percent(sum) })}
        </p>
      )}
    </div>
  )
}

/** What puts a customer into a tier, as fields in a sentence; in mode fitted only what is not fitted. */
function Limit({ tier, tiers, set, may }: { tier: Tier; tiers: Tiers; set: (part: Partial<Tiers>) => void; may: boolean }) {
  const { t } = useTranslation()
  const isFitted = tiers.mode === 'fitted'
  const number = (
    name: 'newDays' | 'dormantDays' | 'overdueRatio' | 'cadenceOrders',
    label: string,
    unit: string,
    options: { min: number; max: number; precision: number },
  ) => (
    <InputNumber
      {...options}
      className="scheme-number"
      aria-label={`${t(`codes.lifecycle.${tier}`)}: ${label} (${unit})`}
      suffix={unit}
      disabled={!may}
      value={tiers[name]}
      onChange={(value) => value !== null && set({ [name]: value })}
    />
  )
  const fitted = <span className="faint">{t('segment.fittedLimit')}</span>
  const days = { min: 0, max: 3_650, precision: 0 }
  if (tier === 'active') return <span className="faint">{t('segment.everyoneElse')}</span>
  if (tier === 'new') {
    return (
      <span className="row">
        {t('segment.within')} {isFitted ? fitted : number('newDays', t('segment.within'), t('segment.days'), days)}
      </span>
    )
  }
  if (tier === 'dormant') {
    return (
      <span className="row">
        {t('segment.noOrderFor')}{' '}
        {isFitted ? fitted : number('dormantDays', t('segment.noOrderFor'), t('segment.days'), { ...days, min: 1 })}
      </span>
    )
  }
  if (tier === 'at_risk') {
    return (
      <span className="row">
        {t('segment.overdue')}{' '}
        {isFitted ? fitted : number('overdueRatio', t('segment.overdue'), t('segment.timesGap'), { min: 0.1, max: 100, precision: 1 })}
        {t('segment.fromOrders')}{' '}
        {number('cadenceOrders', t('segment.fromOrders'), t('segment.orders'), { min: 2, max: 100, precision: 0 })}
      </span>
    )
  }
  if (isFitted) return <span className="row">{fitted}</span>
  const { highValue } = tiers
  const isShare = highValue.by === 'share'
  const name = t(isShare ? 'segment.topShare' : 'segment.fromAmount')
  return (
    <span className="row">
      <Select
        aria-label={`${t('codes.lifecycle.high_value')}: ${t('segment.limit')}`}
        disabled={!may}
        value={highValue.by}
        onChange={(by: 'share' | 'amount') => set({ highValue: by === 'share' ? { by, share: 0.1 } : { by, amount: 1_000 } })}
        options={[
          { value: 'share', label: t('segment.topShare') },
          { value: 'amount', label: t('segment.fromAmount') },
        ]}
      />
      <InputNumber
        className="scheme-number"
        aria-label={`${t('codes.lifecycle.high_value')}: ${name}`}
        min={isShare ? 0.1 : 0.01}
        max={isShare ? 100 : 1e12}
        {...(isShare ? { suffix: '%' } : {})}
        disabled={!may}
        value={highValue.by === 'share' ? Math.round(highValue.share * 1000) / 10 : highValue.amount}
        onChange={(value) => {
          if (value === null) return
          set({ highValue: isShare ? { by: 'share', share: Math.round(value * 10) / 1000 } : { by: 'amount', amount: value } })
        }}
      />
    </span>
  )
}
