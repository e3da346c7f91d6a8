import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SurvivorshipState } from '#http/identity/survivorship-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { JobProgress } from '../../components/job-progress.tsx'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useFactName } from './fact-words.ts'
import { SurvivorshipDialog } from './survivorship-dialog.tsx'
import { useRuleText } from './survivorship-text.ts'

type Fact = SurvivorshipState['facts'][number]

/** Which value counts where several are said of a customer: a rule for each field and attribute. */
export function SurvivorshipPanel() {
  const query = useApi(endpoints.survivorship())
  return <QueryView query={query}>{(state) => <Rules state={state} />}</QueryView>
}

function Rules({ state }: { state: SurvivorshipState }) {
  const { t } = useTranslation()
  const format = useFormat()
  const nameOf = useFactName()
  const ruleText = useRuleText(state.sources)
  const [changing, setChanging] = useState<Fact>()
  const [jobId, setJobId] = useState<string>()
  const columns: Column<Fact>[] = [
    { key: 'fact', title: t('identity.survivorship.fact'), render: (row) => <span className="cell-main">{nameOf(row)}</span> },
    { key: 'rule', title: t('identity.survivorship.rule'), render: ruleText },
    {
      key: 'actions',
      title: '',
      numeric: true,
      render: (row) => (
        <Button size="small" aria-label={t('identity.survivorship.changeOf', { name: nameOf(row) })} onClick={() => setChanging(row)}>
          {t('identity.survivorship.change')}
        </Button>
      ),
    },
  ]
  const factOf = (fact: string) => state.facts.find((one) => one.fact === fact)
  return (
    <Panel title={t('identity.survivorship.title')} note={t('identity.survivorship.note')} flush>
      {jobId === undefined ? null : (
        <div className="panel-inset">
          <JobProgress jobId={jobId}>{() => <p className="soft">{t('identity.survivorship.applied')}</p>}</JobProgress>
        </div>
      )}
      <DataTable label={t('identity.survivorship.title')} columns={columns} rows={state.facts} rowKey={({ fact }) => fact} empty={null} />
      {state.versions.length === 0 ? null : (
        <details className="panel-inset">
          <summary>{t('identity.versions')}</summary>
          <ul className="id-list">
            {state.versions.map((one) => {
              const fact = factOf(one.fact)
              return (
                <li key={`${one.fact} ${one.version}`}>
                  <span className="id-main">
                    {fact === undefined ? one.fact : nameOf(fact)}: {ruleText(one)}
                    <span className="cell-sub">{[one.author, one.note].filter((text) => text !== '').join(' · ')}</span>
                  </span>
                  <span className="faint">{format.dateTime(one.savedAt)}</span>
                </li>
              )
            })}
          </ul>
        </details>
      )}
      {changing === undefined ? null : (
        <SurvivorshipDialog
          key={changing.fact}
          fact={changing}
          sources={state.sources}
          close={() => setChanging(undefined)}
          saved={(id) => {
            setChanging(undefined)
            setJobId(id)
          }}
        />
      )}
    </Panel>
  )
}
