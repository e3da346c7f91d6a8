import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PlanState, PlanVersion } from '#http/collect/plan-schemas.ts'
import { getJson } from '../../../api/client.ts'
import { Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'

interface Props {
  state: PlanState
  /** Absent for people who may not change a plan. */
  take: ((plan: PlanVersion['plan']) => void) | undefined
}

export function PlanVersions({ state, take }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const open = async (version: number) => {
    const saved = await getJson<PlanVersion>(`/tracking-plans/${state.scope}/versions/${version}`)
    take?.(saved.plan)
  }
  return (
    <Panel title={t('plan.versions')}>
      {state.versions.length === 0 ? (
        <p className="soft">{t('plan.versionsNone')}</p>
      ) : (
        <ul className="id-list">
          {state.versions.map((one) => (
            <li key={one.version}>
              <span className="id-main">
                {t('plan.version', { n: one.version, author: one.author })}
                {one.note === '' ? null : <span className="cell-sub">{one.note}</span>}
              </span>
              <span className="faint">{format.dateTime(one.savedAt)}</span>
              {take === undefined || one.version === state.version ? null : (
                <Button size="small" onClick={() => void open(one.version)}>
                  {t('plan.restore')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
