import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChurnModelCard, ChurnQuality } from '#http/predict/churn-schemas.ts'
import { baseOption, categoryAxis, itemIndex, labelStyle, nameWidth, tooltipHtml, valueAxis } from '../../../charts/chart-option.ts'
import type { ChartOption } from '../../../charts/chart-option.ts'
import { ChartPanel } from '../../../charts/chart-panel.tsx'
import { useCode } from '../../../components/codes.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useTokens } from '../../../theme/theme-mode.tsx'
import { diagonal, shareAxis } from '../share-axis.ts'

/** How many of those who left are among the riskiest share. */
export function LiftChart({ quality }: { quality: ChurnQuality }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const curve = quality.liftCurve
  const option = useMemo<ChartOption>(() => {
    const percent = (value: number) => format.percent(value, 0)
    const points: [number, number][] = curve.map((point) => [point.share, point.captured])
    const line = curve[0]?.share === 0 ? points : [[0, 0] as [number, number], ...points]
    return {
      ...baseOption(tokens),
      grid: { left: 28, right: 20, top: 12, bottom: 28, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: shareAxis(tokens, percent, t('churn.contacted')),
      yAxis: { ...shareAxis(tokens, percent, t('churn.captured')), nameGap: 40 },
      tooltip: {
        ...baseOption(tokens).tooltip,
        formatter: (items: unknown) => {
          const point = line[itemIndex(items)]
          return point === undefined
            ? ''
            : tooltipHtml('', [
                [t('churn.contacted'), format.percent(point[0])],
                [t('churn.captured'), format.percent(point[1])],
              ])
        },
      },
      series: [
        {
          type: 'line',
          data: line,
          symbol: 'none',
          lineStyle: { color: tokens.accent, width: 2 },
          areaStyle: { color: tokens.accentSoft },
        },
        diagonal(tokens),
      ],
    }
  }, [curve, tokens, format, t])
  return (
    <ChartPanel
      title={t('churn.liftCurve')}
      note={t('churn.liftCurveNote')}
      label={t('churn.liftCurveLabel')}
      height={270}
      option={option}
      table={{
        head: [t('churn.contacted'), t('churn.captured')],
        rows: curve.map((point) => [format.percent(point.share), format.percent(point.captured)]),
      }}
    />
  )
}

export function ImportanceChart({ importance }: { importance: ChurnModelCard['importance'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const code = useCode()
  const top = useMemo(() => [...importance].sort((a, b) => b.importance - a.importance).slice(0, 15), [importance])
  const total = useMemo(
    () =>
      Math.max(
        1e-9,
        importance.reduce((sum, one) => sum + one.importance, 0),
      ),
    [importance],
  )
  const groups = useMemo(() => {
    const sums = new Map<string, number>()
    for (const one of importance) sums.set(one.group, (sums.get(one.group) ?? 0) + one.importance / total)
    return [...sums].sort((a, b) => b[1] - a[1])
  }, [importance, total])
  const option = useMemo<ChartOption>(
    () => ({
      ...baseOption(tokens),
      grid: { left: 8, right: 48, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: { ...valueAxis(tokens, (value) => format.percent(value, 0)), show: false },
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
          return one === undefined
            ? ''
            : tooltipHtml(format.text(one.label), [
                [t('churn.group'), code('featureGroup', one.group)],
                [t('churn.importanceValue'), format.percent(one.importance / total)],
              ])
        },
      },
      series: [
        {
          type: 'bar',
          barWidth: 12,
          itemStyle: { color: tokens.accent, borderRadius: 2 },
          label: { show: true, position: 'right', ...labelStyle(tokens), formatter: (item) => format.percent(Number(item.value)) },
          data: top.map((one) => one.importance / total),
        },
      ],
    }),
    [top, total, tokens, format, t, code],
  )
  return (
    <ChartPanel
      title={t('churn.importance')}
      label={t('churn.importanceLabel')}
      height={top.length * 27 + 16}
      option={option}
      above={
        groups.length < 2 ? null : (
          <ul className="share-list" aria-label={t('churn.byGroup')}>
            {groups.map(([group, share]) => (
              <li key={group}>
                <span>{code('featureGroup', group)}</span>
                <span className="share-bar" aria-hidden="true">
                  <span style={{ width: `${share * 100}%` }} />
                </span>
                <span className="num">{format.percent(share, 0)}</span>
              </li>
            ))}
          </ul>
        )
      }
      table={{
        head: [t('churn.feature'), t('churn.group'), t('churn.importanceValue')],
        rows: importance.map((one) => [format.text(one.label), code('featureGroup', one.group), format.percent(one.importance / total)]),
      }}
    />
  )
}
