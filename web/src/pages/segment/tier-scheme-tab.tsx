import { App, Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import type { TierScheme, TierSchemePreview, TierSchemeState } from '#http/segment/tier-scheme-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import type { PageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { TrainingProgress, useTraining } from '../predict/training.tsx'
import { RfmFields } from './tier-scheme-rfm.tsx'
import { TierHints } from './tier-scheme-hints.tsx'
import { TierLimits } from './tier-scheme-limits.tsx'
import { TierVersions } from './tier-scheme-versions.tsx'
import './tier-scheme.css'

/** The scheme of RFM, value classes and tiers: what holds, what another would make of the customers, and its versions. */
export function TierSchemeTab({ params }: { params: PageParams }) {
  const scheme = useApi(endpoints.tierScheme())
  const summary = useApi(endpoints.segments())
  return (
    <QueryView query={scheme}>
      {(state) => <Editor key={state.version} state={state} summary={summary.data ?? null} params={params} />}
    </QueryView>
  )
}

function Editor({ state, summary, params }: { state: TierSchemeState; summary: SegmentSummary | null; params: PageParams }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const may = useCan()('churn:train')
  const [scheme, setScheme] = useState<TierScheme>(state.scheme)
  const [note, setNote] = useState('')
  const save = useChange<TierSchemeState>(['/tiers'])
  const tried = useChange<TierSchemePreview>()
  const recompute = useTraining('/tiers/refresh', params)
  const isChanged = JSON.stringify(scheme) !== JSON.stringify(state.scheme)
  // What was tried is shown as long as it is what stands in the fields.
  const [triedScheme, setTriedScheme] = useState<TierScheme | null>(null)
  const preview = triedScheme === scheme ? (tried.data ?? null) : null
  const { tiers } = scheme
  const setTiers = (part: Partial<TierScheme['tiers']>) => setScheme({ ...scheme, tiers: { ...tiers, ...part } })
  return (
    <div className="stack">
      <TrainingProgress training={recompute} done={t('segment.recomputed')} />
      <Panel
        title={t('segment.tiersTitle')}
        actions={
          <Segmented<TierScheme['tiers']['mode']>
            aria-label={t('segment.modeLabel')}
            size="small"
            disabled={!may}
            value={tiers.mode}
            onChange={(mode) => setTiers({ mode })}
            options={(['fixed', 'fitted'] as const).map((value) => ({ value, label: t(`segment.mode.${value}`) }))}
          />
        }
        flush
      >
        <p className="soft scheme-note">{t(`segment.modeNote.${tiers.mode}`)}</p>
        <TierLimits tiers={tiers} set={setTiers} may={may} summary={summary} preview={preview} />
        <div className="scheme-foot">
          <span role="status" className="soft">
            {preview === null
              ? ''
              : t('segment.previewed', { customers: format.integer(preview.customers), changed: format.integer(preview.changed) })}
          </span>
        </div>
      </Panel>
      <RfmFields scheme={scheme} set={setScheme} may={may} />
      <TierHints tiers={tiers} set={setTiers} may={may} />
      {may ? (
        <Panel>
          <div className="stack-small">
            {save.error === null ? null : <ErrorNotice problem={save.error} />}
            {tried.error === null ? null : <ErrorNotice problem={tried.error} />}
            <Input
              aria-label={t('segment.saveNote')}
              placeholder={t('segment.saveNote')}
              maxLength={300}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
            <div className="row scheme-actions">
              <Button
                type="primary"
                disabled={!isChanged}
                loading={save.isPending}
                onClick={() =>
                  save.mutate(
                    { method: 'PUT', path: '/tiers/scheme', body: { base: state.version, note, scheme } },
                    { onSuccess: ({ version }) => void message.success(t('segment.schemeSaved', { version })) },
                  )
                }
              >
                {t('common.save')}
              </Button>
              <Button
                loading={tried.isPending}
                onClick={() => {
                  setTriedScheme(scheme)
                  tried.mutate({ method: 'POST', path: '/tiers/scheme/preview', body: { scheme } })
                }}
              >
                {t('segment.preview')}
              </Button>
              <Button disabled={!isChanged} onClick={() => setScheme(state.scheme)}>
                {t('common.cancel')}
              </Button>
              <Button onClick={() => setScheme(state.defaults)}>{t('segment.defaults')}</Button>
              <Button loading={recompute.starting} disabled={isChanged} onClick={() => recompute.start()}>
                {t('segment.recompute')}
              </Button>
            </div>
          </div>
        </Panel>
      ) : null}
      <TierVersions versions={state.versions} load={may ? setScheme : null} />
    </div>
  )
}
