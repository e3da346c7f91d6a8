import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Sync, SyncRun } from '#http/collect/sync-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { EmptyState } from '../../../components/page.tsx'
import { useProblemWords } from '../../../components/problem-words.ts'
import { SyncQuestion } from './sync-question.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'

const TONES = { done: 'accent', running: 'plain', failed: 'danger', interrupted: 'warn' } as const

/** What became of each run of a sync, and what changed in its table. */
export function SyncRuns({ sync, close }: { sync: Sync; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const words = useProblemWords()
  const query = useApi(endpoints.syncRuns(sync.id), { watched: ({ items }) => items.some(({ state }) => state === 'running') })
  const columns: Column<SyncRun>[] = [
    { key: 'started', title: t('sync.started'), render: (row) => format.dateTime(row.startedAt) },
    {
      key: 'state',
      title: t('sync.state'),
      maxWidth: 300,
      render: (row) => (
        <>
          <StateTag tone={TONES[row.state]}>{code('syncRunState', row.state)}</StateTag>
          {row.problem === null ? null : (
            <span className="cell-sub cell-error">{words(row.problem.code, row.problem.params) ?? t('sync.failure')}</span>
          )}
          <Drift run={row} />
        </>
      ),
    },
    { key: 'read', title: t('sync.read'), numeric: true, render: (row) => format.integer(row.read) },
    { key: 'stored', title: t('sync.stored'), numeric: true, render: (row) => format.integer(row.stored) },
    { key: 'duplicates', title: t('sync.duplicates'), numeric: true, render: (row) => format.integer(row.duplicates) },
    { key: 'quarantined', title: t('sync.quarantined'), numeric: true, render: (row) => format.integer(row.quarantined) },
    {
      key: 'duration',
      title: t('sync.duration'),
      numeric: true,
      render: (row) =>
        row.finishedAt === null ? <Unknown /> : format.duration(new Date(row.finishedAt).getTime() - new Date(row.startedAt).getTime()),
    },
  ]
  return (
    <Drawer open size="min(900px, 100vw)" onClose={close} title={t('sync.runs', { name: sync.name })}>
      <div className="stack">
        <SyncQuestion sync={sync} />
        {sync.cursorValue === null ? null : <p className="soft">{t('sync.cursorAt', { value: sync.cursorValue })}</p>}
        <DataTable
          label={t('sync.runs', { name: sync.name })}
          columns={columns}
          rows={query.data?.items}
          rowKey={(row) => row.id}
          error={query.error}
          retry={() => void query.refetch()}
          empty={<EmptyState title={t('sync.noRuns')} />}
        />
        <p className="soft">{t('sync.accounted')}</p>
      </div>
    </Drawer>
  )
}

function Drift({ run: { drift } }: { run: SyncRun }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (drift === null) return null
  const joined = (names: readonly string[]) => names.join(format.language === 'en' ? ', ' : '、')
  const said = [
    ['sync.added', drift.added],
    ['sync.removed', drift.removed],
    ['sync.changed', drift.changed.map(({ name, from, to }) => `${name} ${from} → ${to}`)],
  ] as const
  return said.map(([key, names]) =>
    names.length === 0 ? null : (
      <span key={key} className="cell-sub">
        {t(key, { names: joined(names) })}
      </span>
    ),
  )
}
