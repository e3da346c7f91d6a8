import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ChurnVersion } from '#http/predict/churn-model-schemas.ts'
import type { ChurnModelCard } from '#http/predict/churn-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { Panel } from '../../../components/page.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'

/** Every version that was trained: the champion, its challengers, and those before; another one can be put into use and taken back. */
export function VersionsPanel() {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const { notification } = App.useApp()
  const query = useApi(endpoints.churnVersions())
  const promote = useChange<ChurnModelCard>(['/churn'])
  const champion = query.data?.items.find((one) => one.state === 'champion')
  const put = (version: number) => promote.mutateAsync({ method: 'POST', path: `/churn/versions/${version}/promote` })
  const swap = (version: number, before: number | undefined) =>
    void put(version).then(
      () => {
        notification.success({
          key: 'promoted',
          title: t('churn.promoted', { version }),
          description: t('churn.promotedText'),
          duration: 12,
          ...(before === undefined
            ? {}
            : {
                actions: (
                  <Button
                    size="small"
                    onClick={() => {
                      notification.destroy('promoted')
                      swap(before, undefined)
                    }}
                  >
                    {t('churn.undo', { version: before })}
                  </Button>
                ),
              }),
        })
      },
      () => undefined,
    )
  const figure = (value: number | null) => (value === null ? <Unknown /> : format.decimal(value, 3))
  const columns: Column<ChurnVersion>[] = [
    {
      key: 'version',
      title: t('churn.versionColumn'),
      render: (row) => (
        <span className="row">
          <span className="cell-main">{t('churn.version', { version: row.version })}</span>
          <StateTag tone={row.state === 'champion' ? 'accent' : row.state === 'challenger' ? 'plain' : 'muted'}>
            {t(`codes.versionState.${row.state}`)}
          </StateTag>
        </span>
      ),
    },
    { key: 'rung', title: t('churn.candidate'), render: (row) => code('model', row.rung) },
    {
      key: 'trained',
      title: t('churn.trainedAt'),
      render: (row) => (
        <>
          {format.dateTime(row.trainedAt)}
          <span className="cell-sub">{t(`codes.trigger.${row.trigger}`)}</span>
        </>
      ),
    },
    { key: 'auc', title: 'AUC', numeric: true, render: (row) => figure(row.auc) },
    {
      key: 'accuracy',
      title: t('churn.accuracy'),
      numeric: true,
      render: (row) =>
        row.accuracy === null ? (
          <Unknown />
        ) : (
          <span title={row.baseAccuracy === null ? '' : t('churn.accuracyDetail', { base: format.percent(row.baseAccuracy) })}>
            {format.percent(row.accuracy)}
          </span>
        ),
    },
    { key: 'ece', title: t('churn.ece'), numeric: true, render: (row) => figure(row.ece) },
    {
      key: 'verdict',
      title: t('churn.verdict'),
      maxWidth: 340,
      wideOnCard: true,
      render: (row) => <span title={`${format.text(row.verdict)} ${format.text(row.definition)}`}>{format.text(row.verdict)}</span>,
    },
    ...(can('churn:train')
      ? [
          {
            key: 'promote',
            title: '',
            render: (row: ChurnVersion) =>
              row.state === 'champion' ? null : (
                <Popconfirm
                  title={t('churn.promoteAsk', { version: row.version })}
                  description={t('churn.promoteText')}
                  okText={t('churn.promote')}
                  cancelText={t('common.cancel')}
                  onConfirm={() => swap(row.version, champion?.version)}
                >
                  <Button size="small" loading={promote.isPending && promote.variables.path.includes(`/${row.version}/`)}>
                    {t('churn.promote')}
                  </Button>
                </Popconfirm>
              ),
          },
        ]
      : []),
  ]
  return (
    <Panel title={t('churn.versions')} note={t('churn.versionsNote')} flush>
      {promote.error === null ? null : (
        <div className="panel-body">
          <ErrorNotice problem={promote.error} />
        </div>
      )}
      <DataTable
        label={t('churn.versions')}
        columns={columns}
        rows={query.data?.items}
        rowKey={(row) => String(row.version)}
        error={query.error}
        retry={() => void query.refetch()}
        skeletonRows={3}
        empty={<p className="panel-body soft">{t('churn.modelEmptyText')}</p>}
      />
    </Panel>
  )
}
