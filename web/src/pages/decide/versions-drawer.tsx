import { App, Button, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Strategy, StrategyVersion } from '#http/decide/retain-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { useProblemText } from '../../components/error-notice.tsx'
import { BlockSkeleton, QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { StrategyStateTag } from './strategy-state-tag.tsx'

/** Every version of a strategy with what it changed, and going back to one. */
export function VersionsDrawer({ strategy, close }: { strategy: Strategy; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { message, modal } = App.useApp()
  const problemText = useProblemText()
  const query = useApi(endpoints.strategyVersions(strategy.id))
  const back = useChange<Strategy>(['/strategies'])
  const goBack = (version: number): void => {
    void modal.confirm({
      title: t('versions.ask', { version }),
      content: t('versions.askText'),
      okText: t('versions.goBack'),
      cancelText: t('common.cancel'),
      onOk: () =>
        back.mutate(
          { method: 'POST', path: `/strategies/${encodeURIComponent(strategy.id)}/go-back`, body: { version } },
          {
            onSuccess: () => void message.success(t('versions.done', { version })),
            onError: (problem) => void message.error(problemText(problem)),
          },
        ),
    })
  }
  const columns: Column<StrategyVersion>[] = [
    {
      key: 'version',
      title: t('versions.version'),
      render: (row) => (
        <>
          <span className="cell-main">{row.version}</span>
          <span className="cell-sub">{format.dateTime(row.createdAt)}</span>
        </>
      ),
    },
    { key: 'by', title: t('versions.by'), render: (row) => row.createdBy },
    { key: 'state', title: t('decide.state'), render: (row) => <StrategyStateTag state={row.state} /> },
    {
      key: 'changed',
      title: t('versions.changed'),
      maxWidth: 300,
      render: (row) =>
        row.changed.length === 0
          ? t(row.version === 1 ? 'versions.first' : 'versions.nothing')
          : row.changed.map((part) => t(`versions.part.${part}`, { defaultValue: part })).join(t('decide.listComma')),
    },
    {
      key: 'back',
      title: '',
      render: (row) =>
        can('strategies:write') && row.version !== strategy.version ? (
          <Button size="small" loading={back.isPending} onClick={() => goBack(row.version)}>
            {t('versions.goBack')}
          </Button>
        ) : null,
    },
  ]
  return (
    <Drawer open size="min(760px, 100vw)" onClose={close} title={`${t('versions.title')} · ${format.text(strategy.definition.name)}`}>
      <QueryView query={query} skeleton={<BlockSkeleton />}>
        {({ items }) => (
          <DataTable label={t('versions.title')} columns={columns} rows={items} rowKey={(row) => String(row.version)} empty={null} />
        )}
      </QueryView>
    </Drawer>
  )
}
