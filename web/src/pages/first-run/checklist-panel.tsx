import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ChecklistItem } from '#http/first-run/first-run-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Icon } from '../../components/icon.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import './checklist.css'

const DISMISSED = 'liuke.checklist-done'

/**
 * The steps to a measured effect with what is done and what stands in the way. Once all is done it can be put away. Quiet where the page has its primary
 * action elsewhere.
 */
export function ChecklistPanel({ quiet = false }: { quiet?: boolean }) {
  const { t } = useTranslation()
  const [dismissed, setDismissed] = useState(() => localStorage.getItem(DISMISSED) !== null)
  const query = useApi(endpoints.checklist(), { enabled: !dismissed })
  const items = query.data?.items
  if (items === undefined || dismissed) return null
  const done = items.filter(({ state }) => state === 'done').length
  const complete = done === items.length
  const dismiss = () => {
    localStorage.setItem(DISMISSED, '1')
    setDismissed(true)
  }
  return (
    <Panel
      title={t('firstRun.title')}
      note={complete ? t('firstRun.doneTitle') : t('firstRun.progress', { done, total: items.length })}
      {...(complete
        ? {
            actions: (
              <Button size="small" onClick={dismiss}>
                {t('firstRun.dismiss')}
              </Button>
            ),
          }
        : {})}
      flush
    >
      <ol className="checklist">
        {items.map((item) => (
          <Step key={item.step} item={item} isNext={!quiet && item === items.find(({ state }) => state === 'open')} />
        ))}
      </ol>
    </Panel>
  )
}

/** The first open step is the one to do now: its action stands out, the others wait. */
function Step({ item, isNext }: { item: ChecklistItem; isNext: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { step, state, detail, params } = item
  const shown = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'number' ? format.integer(value) : format.date(value)]),
  )
  const count = Object.values(params).find((value) => typeof value === 'number') ?? 0
  const action = state === 'open' || (state === 'blocked' && !detail.startsWith('needs_'))
  return (
    <li className={`checklist-${state}`}>
      <span className="checklist-mark" role="img" aria-label={t(`firstRun.state.${state}`)}>
        {state === 'done' ? <Icon name="check" size={16} /> : state === 'waiting' ? <Icon name="clock" size={16} /> : null}
      </span>
      <span className="checklist-text">
        <strong>{t(`firstRun.step.${step}`)}</strong>
        <span className="soft">{t(`firstRun.detail.${detail}`, { ...shown, count })}</span>
      </span>
      {action ? (
        <Link to={item.link}>
          {isNext ? (
            <Button type="primary" size="small">
              {t(`firstRun.action.${actionOf(item)}`)}
            </Button>
          ) : (
            t(`firstRun.action.${actionOf(item)}`)
          )}
        </Link>
      ) : null}
    </li>
  )
}

/** What is missing may be another step's matter. */
function actionOf({ step, detail }: ChecklistItem): ChecklistItem['step'] {
  if (detail === 'nobody_reachable') return 'reach'
  return detail === 'channels_not_ready' ? 'channel' : step
}
