import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Customer360 } from '#http/profile/customer-schemas.ts'
import { useCode } from '../../components/codes.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Panel } from '../../components/page.tsx'
import { endpoints } from '../../api/endpoints.ts'
import { ExplanationDrawer } from '../decide/explanation-drawer.tsx'
import { SendStateTag } from '../act/send-state.tsx'
import { Label } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'

type Decision = Customer360['decisions'][number]

/** What was decided about this customer, and what came of it. */
export function CustomerDecisions({ decisions }: { decisions: readonly Decision[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const [asked, setAsked] = useState<string>()
  const columns: Column<Decision>[] = [
    {
      key: 'at',
      title: t('profile.when'),
      render: (row) => (can('effects:read') ? <Link to={`/effect/${row.runId}`}>{format.date(row.at)}</Link> : format.date(row.at)),
    },
    { key: 'strategy', title: t('profile.strategy'), maxWidth: 260, render: (row) => format.text(row.strategyName) },
    { key: 'arm', title: t('profile.arm'), render: (row) => <Label>{t(`codes.arm.${row.arm}`)}</Label> },
    {
      key: 'send',
      title: t('profile.sendState'),
      render: (row) =>
        row.sendState === null ? (
          <Unknown reason={t('profile.noContact')} />
        ) : (
          <span className="row">
            {code('channel', row.channel)} <SendStateTag state={row.sendState} />
          </span>
        ),
    },
    {
      key: 'outcome',
      title: t('profile.outcome'),
      render: (row) =>
        row.orderedAfter === null ? (
          <Unknown reason={t('profile.windowOpen')} />
        ) : row.orderedAfter ? (
          t('profile.ordered')
        ) : (
          t('profile.notOrdered')
        ),
    },
    ...(can('decisions:read')
      ? [
          {
            key: 'why',
            title: '',
            render: (row: Decision) => (
              <Button size="small" onClick={() => setAsked(row.id)}>
                {t('explain.why')}
              </Button>
            ),
          },
        ]
      : []),
  ]
  return (
    <Panel title={t('profile.decisions')} flush>
      <DataTable
        label={t('profile.decisions')}
        columns={columns}
        rows={decisions}
        rowKey={(row) => row.id}
        empty={<p className="panel-body soft">{t('profile.decisionsNone')}</p>}
      />
      {asked === undefined ? null : <ExplanationDrawer endpoint={endpoints.explanation(asked)} close={() => setAsked(undefined)} />}
    </Panel>
  )
}
