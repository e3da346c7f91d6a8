import { Button, Input, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SurvivorshipPreview, SurvivorshipSaved, SurvivorshipState } from '#http/identity/survivorship-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useFactName, useFactValue } from './fact-words.ts'
import { useSourceName } from './survivorship-text.ts'

type Fact = SurvivorshipState['facts'][number]

const RULES: readonly Fact['rule'][] = ['newest', 'oldest', 'sources', 'frequent']

interface Props {
  fact: Fact
  sources: SurvivorshipState['sources']
  close: () => void
  /** Told of the job that brings the customers in line. */
  saved: (jobId: string) => void
}

/** Changes the rule of one field or attribute, after a look at what it would change. */
export function SurvivorshipDialog({ fact, sources, close, saved }: Props) {
  const { t } = useTranslation()
  const nameOf = useFactName()
  const sourceName = useSourceName(sources)
  const [rule, setRule] = useState(fact.rule)
  const [order, setOrder] = useState<readonly string[]>(fact.sources)
  const [note, setNote] = useState('')
  const preview = useChange<SurvivorshipPreview>()
  const save = useChange<SurvivorshipSaved>(['/survivorship', '/customers'])
  const path = `/survivorship/${encodeURIComponent(fact.fact)}`
  const body = { rule, sources: rule === 'sources' ? order : [] }
  const incomplete = rule === 'sources' && order.length === 0
  const changed = rule !== fact.rule || (rule === 'sources' && order.join() !== fact.sources.join())
  const change = (next: () => void): void => {
    preview.reset()
    save.reset()
    next()
  }
  return (
    <Modal open title={t('identity.survivorship.changeOf', { name: nameOf(fact) })} onCancel={close} footer={null} destroyOnHidden>
      <div className="stack">
        <Radio.Group
          aria-label={t('identity.survivorship.rule')}
          value={rule}
          onChange={(event) => change(() => setRule(event.target.value as Fact['rule']))}
        >
          {RULES.map((one) => (
            <Radio key={one} value={one} className="survivorship-rule">
              {t(`identity.survivorship.rules.${one}`)}
              <span className="cell-sub">{t(`identity.survivorship.why.${one}`)}</span>
            </Radio>
          ))}
        </Radio.Group>
        {rule === 'sources' ? (
          <Select
            mode="multiple"
            aria-label={t('identity.survivorship.orderLabel')}
            placeholder={t('identity.survivorship.orderLabel')}
            value={[...order]}
            onChange={(next: string[]) => change(() => setOrder(next))}
            optionFilterProp="label"
            options={['file', ...sources.map(({ id }) => id)].map((id) => ({ value: id, label: sourceName(id) }))}
          />
        ) : null}
        {preview.error === null ? null : <ErrorNotice problem={preview.error} />}
        {preview.data === undefined ? null : <Outcome fact={fact} preview={preview.data} />}
        {save.error === null ? null : <ErrorNotice problem={save.error} />}
        <Input
          aria-label={t('identity.note')}
          placeholder={t('identity.note')}
          maxLength={300}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <div className="identity-save">
          <Button
            disabled={!changed || incomplete}
            loading={preview.isPending}
            onClick={() => preview.mutate({ method: 'POST', path: `${path}/preview`, body })}
          >
            {t('identity.preview')}
          </Button>
          <Button
            type="primary"
            disabled={!changed || incomplete || preview.data === undefined}
            loading={save.isPending}
            onClick={() =>
              save.mutate({ method: 'PUT', path, body: { ...body, base: fact.version, note } }, { onSuccess: ({ job }) => saved(job.id) })
            }
          >
            {t('identity.survivorship.save')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}

function Outcome({ fact, preview }: { fact: Fact; preview: SurvivorshipPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const valueOf = useFactValue()
  const { changing, different, known, complete, examples } = preview
  return (
    <div role="status">
      <p>
        {t('identity.survivorship.outcome', {
          count: changing,
          n: format.integer(changing),
          different: format.integer(different),
          known: format.integer(known),
        })}
        {complete ? null : ` ${t('identity.survivorship.outcomePart')}`}
      </p>
      {examples.length === 0 ? null : (
        <ul className="id-list">
          {examples.map((one) => (
            <li key={one.customerId}>
              <Link to={`/customers/${one.customerId}`}>{one.name === '' ? one.customerId.slice(0, 8) : one.name}</Link>
              <span>
                {valueOf(fact, one.before)} → {valueOf(fact, one.after)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
