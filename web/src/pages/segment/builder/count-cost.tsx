import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CostOfCondition } from '#http/segment/condition-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'

interface Props {
  cost: CostOfCondition
  /** Not counted yet, because it is large. */
  countAnyway: (() => void) | null
}

/** How much a count reads, and which tests would make it less. */
export function CountCost({ cost, countAnyway }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  // Nobody who sees a part of the customers is told how much there is of all.
  const rows = cost.rows === undefined ? null : t('groups.costRows', { count: cost.rows, rows: format.integer(cost.rows) })
  const advice = (
    <ul className="cost-advice">
      {cost.narrowings.map(({ path, kind, by }) => (
        <li key={`${path} ${by}`}>{t(`groups.narrow.${by}`, { act: t(`groups.actNouns.${kind}`), place: placeWords(path) })}</li>
      ))}
    </ul>
  )
  if (countAnyway === null) {
    return (
      <>
        {rows === null ? null : <p className="faint">{rows}</p>}
        {cost.isLarge && cost.narrowings.length > 0 ? advice : null}
      </>
    )
  }
  return (
    <>
      <Alert type="warning" showIcon title={t('groups.costLarge')} description={rows} />
      {cost.narrowings.length === 0 ? null : (
        <>
          <p className="soft">{t('groups.costAdvice')}</p>
          {advice}
        </>
      )}
      <Button onClick={countAnyway}>{t('groups.countAnyway')}</Button>
    </>
  )
}

/** `$.all[1].any[0]` as the rows are counted: 2.1. */
function placeWords(path: string): string {
  return [...path.matchAll(/\[(\d+)\]/g)].map(([, index]) => Number(index) + 1).join('.') || '1'
}
