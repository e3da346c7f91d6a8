import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { LeftOutTrait } from '#http/profile/customer-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import type { Column } from '../../components/data-table.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { useProblemText } from '../../components/error-notice.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'

/** Traits of identify calls that are no values of attributes, and what helps. Nothing where there is none. */
export function LeftOutTraitsCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useApi(endpoints.leftOutTraits())
  if (query.data?.items.length === 0) return null
  const columns: Column<LeftOutTrait>[] = [
    {
      key: 'trait',
      title: t('collect.leftOutTrait'),
      render: ({ trait }) =>
        trait === '' ? <span className="soft">{t('collect.leftOutRest')}</span> : <span className="mono">{trait}</span>,
    },
    { key: 'source', title: t('collect.sourceTitle'), render: ({ source, sourceName }) => (sourceName === '' ? source : sourceName) },
    {
      key: 'why',
      title: t('collect.leftOutWhy'),
      render: ({ reason }) => <span className="left-out-why">{t(`collect.leftOutHelp.${reason}`)}</span>,
    },
    { key: 'count', title: t('collect.leftOutCalls'), numeric: true, render: ({ count }) => format.integer(count) },
    { key: 'last', title: t('collect.leftOutLast'), render: ({ lastAt }) => format.dateTime(lastAt) },
    {
      key: 'actions',
      title: '',
      numeric: true,
      render: ({ isDeleted, attribute }) => (isDeleted ? <AllowButton name={attribute} /> : null),
    },
  ]
  return (
    <Panel title={t('collect.leftOutTitle')} note={t('collect.leftOutNote')} flush>
      <DataTable
        label={t('collect.leftOutTitle')}
        columns={columns}
        rows={query.data?.items}
        rowKey={({ source, trait, reason }) => `${source} ${reason} ${trait}`}
        error={query.error}
        retry={() => void query.refetch()}
        empty={null}
      />
    </Panel>
  )
}

function AllowButton({ name }: { readonly name: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const allow = useChange(['/attributes'])
  return (
    <Button
      size="small"
      loading={allow.isPending}
      onClick={() =>
        allow.mutate(
          { method: 'POST', path: `/attributes/${encodeURIComponent(name)}/allow` },
          {
            onSuccess: () => void message.success(t('collect.leftOutAllowed')),
            onError: (problem) => void message.error(problemText(problem)),
          },
        )
      }
    >
      {t('collect.leftOutAllow')}
    </Button>
  )
}
