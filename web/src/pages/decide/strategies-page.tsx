import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Strategy } from '#http/decide/retain-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../components/page.tsx'
import { FiguresSkeleton, QueryView } from '../../components/query-view.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { useSession } from '../../session/session-context.tsx'
import { useCan } from '../../session/use-can.ts'
import { ChannelNotice } from '../act/channel-notice.tsx'
import { LibraryDrawer } from './library-drawer.tsx'
import { RunWizard } from './run-wizard.tsx'
import { StrategyCard } from './strategy-card.tsx'
import { StrategyEditor } from './strategy-editor.tsx'
import { blankDefinition, cloneOf } from './strategy-fields.ts'
import './decide.css'

const states = ['active', 'paused', 'draft', 'retired'] as const
const rank: Record<Strategy['state'], number> = { active: 0, paused: 1, draft: 2, retired: 3 }

const WAITING = 'waiting'
const isWaiting = ({ approval, state }: Strategy) => approval?.state === WAITING && (state === 'draft' || state === 'paused')

export default function StrategiesPage() {
  const { t } = useTranslation()
  const can = useCan()
  const params = usePageParams()
  const query = useApi(endpoints.strategies())
  const [running, setRunning] = useState(params.get('run') === '1')
  const state = params.get('state')
  const editing = query.data?.items.find((one) => one.id === params.get('edit'))
  const cloned = query.data?.items.find((one) => one.id === params.get('clone'))
  const { currency } = useSession()
  const draft =
    editing?.definition ??
    (cloned === undefined ? undefined : cloneOf(cloned.definition, { zh: '（副本）', en: ' (copy)' })) ??
    (params.get('new') === '1' ? blankDefinition(currency) : undefined)
  return (
    <Page
      title={t('decide.title')}
      purpose={t('decide.purpose')}
      actions={
        <>
          <Button onClick={() => params.set({ library: '1' })}>{t('library.open')}</Button>
          {can('strategies:write') ? (
            <Button icon={<Icon name="plus" />} onClick={() => params.set({ new: '1' })}>
              {t('decide.newStrategy')}
            </Button>
          ) : null}
          {can('decisions:run') ? (
            <Button type="primary" icon={<Icon name="runs" />} onClick={() => setRunning(true)} disabled={query.data === undefined}>
              {t('decide.run')}
            </Button>
          ) : null}
        </>
      }
    >
      <QueryView query={query} skeleton={<FiguresSkeleton />}>
        {({ items }) =>
          items.length === 0 ? (
            <Panel>
              <EmptyState title={t('decide.empty')}>{t('decide.emptyText')}</EmptyState>
            </Panel>
          ) : (
            <div className="stack">
              <ChannelNotice
                strategies={items
                  .filter((item) => item.state === 'active')
                  .map(({ unready, definition }) => ({ unready, channel: definition.channel }))}
              />
              <div>
                <Segmented
                  aria-label={t('decide.state')}
                  value={state ?? ''}
                  onChange={(value) => params.set({ state: value })}
                  options={[
                    { value: '', label: `${t('decide.allStates')} ${items.length}` },
                    ...states
                      .filter((one) => items.some((item) => item.state === one))
                      .map((one) => ({
                        value: one as string,
                        label: `${t(`codes.strategyState.${one}`)} ${items.filter((item) => item.state === one).length}`,
                      })),
                    ...(items.some(isWaiting)
                      ? [{ value: WAITING, label: `${t('approvals.awaits')} ${items.filter(isWaiting).length}` }]
                      : []),
                  ]}
                />
              </div>
              <div className="strategy-grid">
                {items
                  .filter((item) => state === undefined || (state === WAITING ? isWaiting(item) : item.state === state))
                  .sort((a, b) => rank[a.state] - rank[b.state])
                  .map((item) => (
                    <StrategyCard
                      key={item.id}
                      strategy={item}
                      edit={() => params.set({ edit: item.id })}
                      clone={() => params.set({ clone: item.id })}
                    />
                  ))}
              </div>
            </div>
          )
        }
      </QueryView>
      {draft === undefined ? null : (
        <StrategyEditor
          key={editing?.id ?? cloned?.id ?? ''}
          strategy={editing ?? null}
          definition={draft}
          close={() => params.set({ edit: undefined, clone: undefined, new: undefined })}
        />
      )}
      {params.get('library') === '1' ? <LibraryDrawer close={() => params.set({ library: undefined })} /> : null}
      {query.data === undefined ? null : <RunWizard open={running} strategies={query.data.items} close={() => setRunning(false)} />}
    </Page>
  )
}
