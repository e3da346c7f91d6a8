import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { TierScheme, TierSchemeState } from '#http/segment/tier-scheme-schemas.ts'
import { DataTable } from '../../components/data-table.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'

type Version = TierSchemeState['versions'][number]

/** Saved versions, newest first; one of them can be taken into the fields again. */
export function TierVersions({ versions, load }: { versions: readonly Version[]; load: ((scheme: TierScheme) => void) | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Panel title={t('segment.versions')} flush>
      <DataTable<Version>
        label={t('segment.versions')}
        rows={versions}
        rowKey={({ version }) => String(version)}
        empty={<p className="soft scheme-note">{t('segment.noVersions')}</p>}
        columns={[
          { key: 'version', title: t('segment.version'), render: ({ version }) => version },
          { key: 'saved', title: t('segment.savedAt'), render: ({ savedAt }) => format.dateTime(savedAt) },
          { key: 'author', title: t('segment.author'), render: ({ author }) => author },
          { key: 'note', title: t('segment.note'), render: ({ note }) => note },
          {
            key: 'load',
            title: '',
            render: ({ scheme }) =>
              load === null ? null : (
                <Button size="small" onClick={() => load(scheme)}>
                  {t('segment.restore')}
                </Button>
              ),
          },
        ]}
      />
    </Panel>
  )
}
