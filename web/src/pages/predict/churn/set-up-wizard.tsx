import { Button, Form, InputNumber, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ChurnAudience, ChurnPack } from '#http/predict/churn-model-schemas.ts'
import type { ChurnModelCard } from '#http/predict/churn-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { Panel } from '../../../components/page.tsx'
import { LinesSkeleton, QueryView } from '../../../components/query-view.tsx'
import { TrainingProgress, useTraining } from '../training.tsx'
import { useDebounced } from '../../../components/use-debounced.ts'
import type { PageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { DefinitionCheck, DefinitionSnapshots } from './definition-check.tsx'

interface Props {
  params: PageParams
  /** What the model in use was trained for. */
  definition: ChurnModelCard['definition'] | undefined
}

interface Draft {
  kind: 'no-order' | 'contract'
  horizonDays: number
  activeWithinDays: number
  audience: ChurnAudience
}

const audiences = ['all', 'repeat', 'high_value'] as const

/** From an industry's definition over windows and audience, with what they would find in the data, to the training. */
export function SetUpWizard({ params, definition }: Props) {
  const { t } = useTranslation()
  const packs = useApi(endpoints.churnPacks())
  const training = useTraining('/churn/train', params)
  const [draft, setDraft] = useState<Draft>({
    kind: definition?.version.startsWith('contract/') === true ? 'contract' : 'no-order',
    horizonDays: definition?.horizonDays ?? 60,
    // Of contracts the active window says nothing.
    activeWithinDays: definition === undefined || definition.activeWithinDays === 0 ? 180 : definition.activeWithinDays,
    audience: 'all',
  })
  const asked = useDebounced(draft)
  const check = useApi(endpoints.churnCheck({ ...asked }), { keepPrevious: true })
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const days = (name: 'horizonDays' | 'activeWithinDays', label: string, help: string, least: number, most: number) => (
    <Form.Item label={label} htmlFor={name} extra={help}>
      <InputNumber
        id={name}
        min={least}
        max={most}
        precision={0}
        value={draft[name]}
        onChange={(value) => value !== null && change({ [name]: value })}
        style={{ width: '100%' }}
      />
    </Form.Item>
  )
  return (
    <div className="stack">
      <TrainingProgress training={training} done={t('churn.trainDone')} />
      <Panel title={t('churn.step1')} note={t('churn.step1Note')}>
        <QueryView query={packs} skeleton={<LinesSkeleton rows={2} />}>
          {({ items }) => <Packs packs={items} draft={draft} choose={(pack) => change(pack)} />}
        </QueryView>
      </Panel>
      <div className="grid-2 align-start">
        <div className="stack">
          <Panel title={t('churn.step2')}>
            <Form layout="vertical" component="div">
              {days('horizonDays', t('churn.horizon'), t(draft.kind === 'contract' ? 'churn.contractHelp' : 'churn.horizonHelp'), 7, 180)}
              {draft.kind === 'contract' ? null : (
                <>
                  {days('activeWithinDays', t('churn.activeWithin'), t('churn.activeWithinHelp'), 14, 1095)}
                  <Form.Item label={t('churn.audience')} extra={t('churn.audienceHelp')} style={{ marginBottom: 0 }}>
                    <Segmented
                      className="audience"
                      aria-label={t('churn.audience')}
                      value={draft.audience}
                      onChange={(audience) => change({ audience })}
                      options={audiences.map((value) => ({ value, label: t(`codes.audience.${value}`) }))}
                    />
                  </Form.Item>
                </>
              )}
            </Form>
          </Panel>
          {check.data === undefined ? null : <DefinitionSnapshots check={check.data} />}
        </div>
        <DefinitionCheck query={check} busy={asked !== draft || check.isFetching} />
      </div>
      <Panel title={t('churn.step3')}>
        <div className="between">
          <p className="soft train-text">{t('churn.trainText')}</p>
          <div className="row">
            <Link to="?">
              <Button>{t('churn.toBoard')}</Button>
            </Link>
            <Button
              type="primary"
              loading={training.starting}
              disabled={check.data === undefined}
              onClick={() => {
                training.start(draft)
                window.scrollTo({ top: 0 })
              }}
            >
              {t('churn.start')}
            </Button>
          </div>
        </div>
      </Panel>
    </div>
  )
}

/** What a pack is about, as a definition says it. */
function kindOf({ kind }: ChurnPack): Draft['kind'] {
  return kind === 'contract' ? 'contract' : 'no-order'
}

/** Definitions that fit an industry, to start from. */
function Packs({ packs, draft, choose }: { packs: ChurnPack[]; draft: Draft; choose: (pack: Partial<Draft>) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="packs" role="group" aria-label={t('churn.step1')}>
      {packs.map((pack) => (
        <button
          key={pack.id}
          type="button"
          className="pack"
          aria-pressed={
            kindOf(pack) === draft.kind &&
            pack.horizonDays === draft.horizonDays &&
            (draft.kind === 'contract' || pack.activeWithinDays === draft.activeWithinDays)
          }
          onClick={() => choose({ kind: kindOf(pack), horizonDays: pack.horizonDays, activeWithinDays: pack.activeWithinDays })}
        >
          <strong>{format.text(pack.name)}</strong>
          <span className="pack-numbers num">
            {t(pack.kind === 'contract' ? 'churn.contract' : 'churn.nonContract')} ·{' '}
            {pack.kind === 'contract'
              ? t('churn.packContractDays', { horizon: pack.horizonDays })
              : t('churn.packDays', { horizon: pack.horizonDays, active: pack.activeWithinDays })}
          </span>
          <span className="faint">{format.text(pack.why)}</span>
        </button>
      ))}
    </div>
  )
}
