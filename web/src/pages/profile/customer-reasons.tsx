import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Customer360 } from '#http/profile/customer-schemas.ts'
import { baseOption, categoryAxis, itemIndex, labelStyle, nameWidth, tooltipHtml, valueAxis } from '../../charts/chart-option.ts'
import type { ChartOption } from '../../charts/chart-option.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { useCode } from '../../components/codes.ts'
import { Icon } from '../../components/icon.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'
import { waterfall } from './waterfall.ts'

/** Why this customer's risk is what it is: sentences first, then the same as a waterfall of probabilities. */
export function CustomerReasons({ data }: { data: Customer360 }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const tokens = useTokens()
  const { reasons, baseLogOdds, model, row } = data
  const probability = row.riskProbability
  const steps = useMemo(
    () => (probability === null || baseLogOdds === null ? [] : waterfall(baseLogOdds, reasons, probability)),
    [probability, baseLogOdds, reasons],
  )
  const names = useMemo(() => {
    const texts = new Map(reasons.map((reason) => [reason.feature, format.text(reason.text)]))
    const named: Record<string, string> = {
      base: t('profile.baseRisk'),
      rest: t('profile.otherFactors'),
      total: t('profile.thisCustomer'),
    }
    return steps.map((step) => named[step.key] ?? texts.get(step.key) ?? step.key)
  }, [steps, reasons, format, t])
  const option = useMemo<ChartOption>(() => {
    const colour = (key: string, rise: boolean) =>
      key === 'base' ? tokens.greySoft : key === 'total' ? tokens.riskHigh : rise ? tokens.riskMedium : tokens.accent
    return {
      ...baseOption(tokens),
      grid: { left: 8, right: 52, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: { ...valueAxis(tokens, (value) => format.percent(value, 0)), min: 0, max: 1 },
      yAxis: {
        ...categoryAxis(tokens, names),
        inverse: true,
        axisLabel: { color: tokens.textSoft, fontSize: 12, width: nameWidth(230), overflow: 'truncate' },
      },
      tooltip: {
        ...baseOption(tokens).tooltip,
        axisPointer: { type: 'none' },
        formatter: (items: unknown) => {
          const index = itemIndex(items)
          const step = steps[index]
          if (step === undefined) return ''
          const change: [string, string][] = step.key === 'base' || step.key === 'total' ? [] : [['', format.points(step.to - step.from)]]
          return tooltipHtml(names[index] ?? '', [...change, [t('profile.risk'), format.percent(step.to)]])
        },
      },
      series: [
        {
          type: 'bar',
          stack: 'walk',
          silent: true,
          itemStyle: { color: 'transparent' },
          data: steps.map((step) => Math.min(step.from, step.to)),
        },
        {
          type: 'bar',
          stack: 'walk',
          barWidth: 14,
          data: steps.map((step) => ({
            value: Math.abs(step.to - step.from),
            itemStyle: { color: colour(step.key, step.to >= step.from), borderRadius: 2 },
            label: {
              show: true,
              position: 'right' as const,
              ...labelStyle(tokens),
              formatter:
                step.key === 'base' || step.key === 'total' ? format.percent(step.to, 0) : format.pointsNumber(step.to - step.from, 0),
            },
          })),
        },
      ],
    }
  }, [steps, names, tokens, format, t])
  if (probability === null || reasons.length === 0) {
    return (
      <Panel title={t('profile.why')}>
        <p className="soft">{t('profile.notScored')}</p>
      </Panel>
    )
  }
  const sentences = (
    <ul className="reasons">
      {reasons.slice(0, 3).map((reason) => (
        <li key={reason.feature}>
          <span className={`reason-mark ${reason.contribution > 0 ? 'reason-up' : 'reason-down'}`}>
            <Icon name={reason.contribution > 0 ? 'arrowUp' : 'arrowDown'} size={12} />
            {reason.contribution > 0 ? t('profile.raises') : t('profile.lowers')}
          </span>
          <span>{format.text(reason.text)}</span>
        </li>
      ))}
    </ul>
  )
  if (steps.length === 0) {
    return <Panel title={t('profile.why')}>{sentences}</Panel>
  }
  return (
    <ChartPanel
      title={t('profile.why')}
      note={t('profile.whyNote')}
      label={t('profile.whyLabel', { risk: format.percent(probability, 0) })}
      height={steps.length * 28 + 28}
      option={option}
      above={sentences}
      table={{
        head: [t('profile.why'), t('profile.risk')],
        rows: steps.map((step, index) => [names[index] ?? step.key, format.percent(step.to)]),
      }}
      {...(model === null
        ? {}
        : { caption: t('profile.scoredBy', { model: code('model', model.id), version: model.version, asOf: format.date(model.asOf) }) })}
    />
  )
}
