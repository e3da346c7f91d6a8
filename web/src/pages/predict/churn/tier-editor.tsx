import { App, Button, Checkbox, InputNumber } from 'antd'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { useTranslation } from 'react-i18next'
import type { RiskTierRule, RiskTierScheme, RiskTierSettings, TierCounts } from '#http/predict/churn-model-schemas.ts'
import type { ChurnBoard } from '#http/predict/churn-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { Panel } from '../../../components/page.tsx'
import { useDebounced } from '../../../components/use-debounced.ts'
import { QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { RiskHistogram } from './risk-histogram.tsx'
import { limitsText, problemOf, sorted } from './tier-scheme.ts'

/** Where risk tiers begin and end, how fast someone must act, and what that means for the customers of today. */
export function TierEditor({ board }: { board: ChurnBoard }) {
  const query = useApi(endpoints.churnTiers())
  return (
    <QueryView query={query}>{(settings) => <Editor key={JSON.stringify(settings.current)} settings={settings} board={board} />}</QueryView>
  )
}

function Editor({ settings, board }: { settings: RiskTierSettings; board: ChurnBoard }) {
  const { t } = useTranslation()
  const can = useCan()
  const code = useCode()
  const { message } = App.useApp()
  const [scheme, setScheme] = useState<RiskTierScheme>(settings.current)
  const save = useChange<RiskTierSettings>(['/churn/tiers'])
  const tiers = useMemo(() => sorted(scheme), [scheme])
  const problem = problemOf(tiers)
  const limits = limitsText(tiers)
  const asked = useDebounced(limits, 250)
  const counts = useApi(endpoints.churnTierCounts(asked), { enabled: problem === null && asked === limits })
  const changed = JSON.stringify(scheme) !== JSON.stringify(settings.current)
  const may = can('churn:train')
  const put = (body: RiskTierScheme, said: string) =>
    save.mutate({ method: 'PUT', path: '/churn/tiers', body }, { onSuccess: () => void message.success(said) })
  const change = (tier: RiskTierRule['tier'], part: Partial<RiskTierRule>) =>
    setScheme((before) => ({ ...before, tiers: before.tiers.map((one) => (one.tier === tier ? { ...one, ...part } : one)) }))
  return (
    <div className="stack">
      <Panel
        title={t('churn.tiersTitle')}
        note={t('churn.tiersNote')}
        flush
        actions={
          <>
            {settings.presets.map((preset) => (
              <Button key={preset.name} size="small" disabled={!may} onClick={() => setScheme(preset)}>
                {code('tierScheme', preset.name)}
              </Button>
            ))}
          </>
        }
      >
        <TierTable
          tiers={tiers}
          limits={limits}
          counts={problem === null && asked === limits ? (counts.data ?? null) : null}
          may={may}
          change={change}
        />
        {counts.error === null ? null : (
          <div className="panel-body">
            <ErrorNotice problem={counts.error} />
          </div>
        )}
        {save.error === null ? null : (
          <div className="panel-body">
            <ErrorNotice problem={save.error} />
          </div>
        )}
        <div className="tier-foot">
          <span className={problem === null ? 'faint' : 'tier-problem'} role="status">
            {problem !== null ? t(`churn.tierProblem.${problem}`) : may ? t('churn.tiersFoot') : t('common.noPermission')}
          </span>
          {may ? (
            <span className="row">
              <Button disabled={!changed} onClick={() => setScheme(settings.current)}>
                {t('common.cancel')}
              </Button>
              <Button
                type="primary"
                disabled={!changed || problem !== null}
                loading={save.isPending}
                onClick={() => put({ ...scheme, tiers }, t('churn.tiersSaved'))}
              >
                {t('common.save')}
              </Button>
            </span>
          ) : null}
        </div>
      </Panel>
      {board.histogram.length === 0 ? null : <RiskHistogram board={board} tiers={tiers} />}
    </div>
  )
}

interface TableProps {
  tiers: readonly RiskTierRule[]
  limits: string
  /** Null while they are being counted. */
  counts: TierCounts | null
  may: boolean
  change: (tier: RiskTierRule['tier'], part: Partial<RiskTierRule>) => void
}

function TierTable({ tiers, limits, counts, may, change }: TableProps) {
  const { t } = useTranslation()
  const share = (tier: RiskTierRule, name: 'enterAt' | 'leaveBelow', label: string) => (
    <InputNumber
      aria-label={`${t(`codes.risk.${tier.tier}`)}: ${label}`}
      min={0}
      max={100}
      precision={0}
      suffix="%"
      disabled={!may}
      value={Math.round(tier[name] * 100)}
      onChange={(value) => value !== null && change(tier.tier, { [name]: value / 100 })}
    />
  )
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" role="region" aria-label={t('churn.tiersTitle')} tabIndex={0}>
      <table className="table tier-table">
        <thead>
          <tr>
            <th scope="col">{t('profile.risk')}</th>
            <th scope="col">{t('churn.enterAt')}</th>
            <th scope="col">{t('churn.leaveBelow')}</th>
            <th scope="col">{t('churn.actWithin')}</th>
            <th scope="col">{t('churn.alertSwitch')}</th>
            <th scope="col" className="num">
              {t('churn.wouldBe')}
            </th>
          </tr>
        </thead>
        <tbody>
          {tiers.map((tier, index) => {
            const lowest = index === tiers.length - 1
            return (
              <tr key={tier.tier}>
                <td data-label={t('profile.risk')}>
                  <span className={`cell-main tier-name tier-${tier.tier}`}>
                    <i aria-hidden="true" />
                    {t(`codes.risk.${tier.tier}`)}
                  </span>
                </td>
                <td data-label={t('churn.enterAt')}>
                  {lowest ? <span className="faint">{t('churn.everybodyElse')}</span> : share(tier, 'enterAt', t('churn.enterAt'))}
                </td>
                <td data-label={t('churn.leaveBelow')}>{lowest ? null : share(tier, 'leaveBelow', t('churn.leaveBelow'))}</td>
                <td data-label={t('churn.actWithin')}>
                  <InputNumber
                    aria-label={`${t(`codes.risk.${tier.tier}`)}: ${t('churn.actWithin')}`}
                    min={1}
                    max={720}
                    precision={0}
                    suffix={t('churn.hours')}
                    placeholder="—"
                    disabled={!may}
                    value={tier.actWithinHours}
                    onChange={(actWithinHours) => change(tier.tier, { actWithinHours })}
                  />
                </td>
                <td data-label={t('churn.alertSwitch')}>
                  <Checkbox
                    checked={tier.alert}
                    disabled={!may || lowest}
                    onChange={(event) => change(tier.tier, { alert: event.target.checked })}
                  >
                    {t('churn.alertOn')}
                  </Checkbox>
                </td>
                <td className="num" data-label={t('churn.wouldBe')}>
                  <TierCount tier={tier.tier} limits={limits} counts={counts} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

/** How many customers of the newest scoring the tier would hold; opens exactly them. */
function TierCount({ tier, limits, counts }: { tier: RiskTierRule['tier']; limits: string; counts: TierCounts | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (counts !== null && counts.asOf === null) return <Unknown reason={t('codes.noScore')} />
  const customers = counts?.tiers.find((one) => one.tier === tier)?.customers
  if (customers === undefined) return <span className="faint">—</span>
  const search = new URLSearchParams({ tierUnder: `${tier}@${limits}` })
  return (
    <Link to={`/customers?${search.toString()}`} data-count={customers}>
      {format.integer(customers)}
    </Link>
  )
}
