import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChurnDrift } from '#http/predict/churn-model-schemas.ts'
import {
  baseOption,
  categoryAxis,
  itemIndex,
  labelStyle,
  nameWidth,
  tooltipHtml,
  topLegend,
  valueAxis,
} from '../../../charts/chart-option.ts'
import type { ChartOption } from '../../../charts/chart-option.ts'
import { ChartPanel } from '../../../charts/chart-panel.tsx'
import { Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useTokens } from '../../../theme/theme-mode.tsx'

type Feature = ChurnDrift['features'][number]

const MODERATE = 0.1
const MAJOR = 0.25

/** How far each feature moved; dashed lines where it begins to matter. A click shows how. */
export function PsiBars({ features, chosen, choose }: { features: readonly Feature[]; chosen: string; choose: (feature: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const top = useMemo(() => [...features].sort((a, b) => b.psi - a.psi).slice(0, 18), [features])
  const option = useMemo<ChartOption>(
    () => ({
      ...baseOption(tokens),
      grid: { left: 8, right: 44, top: 18, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: { ...valueAxis(tokens, (value) => format.decimal(value, 2)), show: false, min: 0, max: ({ max }) => Math.max(0.3, max) },
      yAxis: {
        ...categoryAxis(
          tokens,
          top.map((one) => format.text(one.label)),
        ),
        inverse: true,
        axisLabel: { color: tokens.textSoft, fontSize: 12, width: nameWidth(200), overflow: 'truncate' },
      },
      tooltip: {
        ...baseOption(tokens).tooltip,
        axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hover, opacity: 0.5 } },
        formatter: (items: unknown) => {
          const one = top[itemIndex(items)]
          return one === undefined ? '' : tooltipHtml(format.text(one.label), [['PSI', format.decimal(one.psi, 3)]])
        },
      },
      series: [
        {
          type: 'bar',
          barWidth: 12,
          data: top.map((one) => ({
            value: one.psi,
            itemStyle: {
              color: one.psi >= MAJOR ? tokens.riskHigh : one.psi >= MODERATE ? tokens.riskMedium : tokens.accent,
              borderRadius: 2,
              ...(one.feature === chosen ? { borderColor: tokens.text, borderWidth: 1 } : {}),
            },
            label: { show: true, position: 'right' as const, ...labelStyle(tokens), formatter: format.decimal(one.psi, 2) },
          })),
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { type: 'dashed', color: tokens.grey },
            label: {
              position: 'start',
              distance: 4,
              color: tokens.textFaint,
              fontSize: 11,
              formatter: (line) => format.decimal(Number(line.value), 2),
            },
            data: [{ xAxis: MODERATE }, { xAxis: MAJOR }],
          },
        },
      ],
    }),
    [top, chosen, tokens, format],
  )
  return (
    <ChartPanel
      title={t('churn.featureDrift')}
      note={t('churn.featureDriftNote')}
      label={t('churn.featureDriftLabel')}
      height={top.length * 27 + 34}
      option={option}
      onPick={(_, index) => {
        const feature = top[index]?.feature
        if (feature !== undefined) choose(feature)
      }}
      table={{
        head: [t('churn.feature'), 'PSI'],
        rows: [...features].sort((a, b) => b.psi - a.psi).map((one) => [format.text(one.label), format.decimal(one.psi, 3)]),
      }}
    />
  )
}

/** One feature then and now, as shares of the customers. */
export function FeatureBins({ feature }: { feature: Feature }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const { bins } = feature
  const option = useMemo<ChartOption>(
    () => ({
      ...baseOption(tokens),
      grid: { left: 8, right: 8, top: 30, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      legend: topLegend(tokens),
      xAxis: categoryAxis(
        tokens,
        bins.map((bin) => bin.text),
      ),
      yAxis: valueAxis(tokens, (value) => format.percent(value, 0)),
      tooltip: {
        ...baseOption(tokens).tooltip,
        axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hover, opacity: 0.5 } },
        formatter: (items: unknown) => {
          const bin = bins[itemIndex(items)]
          if (bin === undefined) return ''
          return tooltipHtml(bin.text, [
            [t('churn.inTraining'), format.percent(bin.before)],
            [t('churn.today'), format.percent(bin.now)],
          ])
        },
      },
      series: [
        {
          type: 'bar',
          name: t('churn.inTraining'),
          barGap: '8%',
          itemStyle: { color: tokens.greySoft, borderRadius: [2, 2, 0, 0] },
          data: bins.map((bin) => bin.before),
        },
        {
          type: 'bar',
          name: t('churn.today'),
          itemStyle: { color: tokens.accent, borderRadius: [2, 2, 0, 0] },
          data: bins.map((bin) => bin.now),
        },
      ],
    }),
    [bins, tokens, format, t],
  )
  return (
    <ChartPanel
      title={format.text(feature.label)}
      note={`PSI ${format.decimal(feature.psi, 3)}`}
      label={t('churn.binsLabel', { feature: format.text(feature.label) })}
      height={220}
      option={option}
      table={{
        head: [t('churn.feature'), t('churn.inTraining'), t('churn.today')],
        rows: bins.map((bin) => [bin.text, format.percent(bin.before), format.percent(bin.now)]),
      }}
    />
  )
}

/** What really became of the customers whose horizon has ended: accuracy of each scoring against guessing and against the bar. */
export function AccuracyHistory({ drift }: { drift: ChurnDrift }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const { accuracy, accuracyBar } = drift
  const option = useMemo<ChartOption>(
    () => ({
      ...baseOption(tokens),
      grid: { left: 8, right: 16, top: 30, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      legend: { top: 0, left: 0, itemWidth: 16, selectedMode: false, textStyle: { color: tokens.textSoft, fontSize: 12 } },
      xAxis: categoryAxis(
        tokens,
        accuracy.map((one) => format.date(one.asOf)),
      ),
      yAxis: { ...valueAxis(tokens, (value) => format.percent(value, 0)), min: 0, max: 1 },
      tooltip: {
        ...baseOption(tokens).tooltip,
        formatter: (items: unknown) => {
          const one = accuracy[itemIndex(items)]
          if (one === undefined) return ''
          return tooltipHtml(format.date(one.asOf), [
            [t('churn.accuracy'), format.percent(one.accuracy)],
            [t('churn.guessing'), format.percent(one.baseAccuracy)],
            ['AUC', one.auc === null ? '—' : format.decimal(one.auc, 3)],
            [t('churn.count'), format.integer(one.customers)],
          ])
        },
      },
      series: [
        {
          type: 'line',
          name: t('churn.accuracy'),
          symbol: 'circle',
          symbolSize: 6,
          lineStyle: { color: tokens.accent, width: 2 },
          itemStyle: { color: tokens.accent },
          data: accuracy.map((one) => one.accuracy),
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { type: 'dashed', color: tokens.textSoft },
            label: {
              position: 'insideEndTop',
              color: tokens.textSoft,
              fontSize: 11,
              formatter: t('churn.bar', { bar: format.percent(accuracyBar, 0) }),
            },
            data: [{ yAxis: accuracyBar }],
          },
        },
        {
          type: 'line',
          name: t('churn.guessing'),
          symbol: 'circle',
          symbolSize: 4,
          lineStyle: { color: tokens.grey, width: 1.5, type: 'dashed' },
          itemStyle: { color: tokens.grey },
          data: accuracy.map((one) => one.baseAccuracy),
        },
      ],
    }),
    [accuracy, accuracyBar, tokens, format, t],
  )
  if (accuracy.length === 0) {
    return (
      <Panel title={t('churn.realisedTitle')}>
        <p className="soft">{t('churn.realisedNone')}</p>
      </Panel>
    )
  }
  return (
    <ChartPanel
      title={t('churn.realisedTitle')}
      note={t('churn.realisedNote')}
      label={t('churn.realisedLabel')}
      height={220}
      option={option}
      table={{
        head: [t('churn.scoring'), t('churn.accuracy'), t('churn.guessing'), 'AUC', t('churn.ece'), t('churn.count')],
        rows: accuracy.map((one) => [
          format.date(one.asOf),
          format.percent(one.accuracy),
          format.percent(one.baseAccuracy),
          one.auc === null ? '—' : format.decimal(one.auc, 3),
          format.decimal(one.ece, 3),
          format.integer(one.customers),
        ]),
      }}
    />
  )
}
