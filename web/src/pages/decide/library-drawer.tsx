import { App, Button, Drawer, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryStrategy, LibraryTaken } from '#http/decide/library-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { useProblemText } from '../../components/error-notice.tsx'
import { EmptyState } from '../../components/page.tsx'
import { BlockSkeleton, QueryView } from '../../components/query-view.tsx'
import { Label, StateTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { channelsOf, isFound, packsOf } from './library-filter.ts'
import { StrategyStateTag } from './strategy-state-tag.tsx'

/** Ready-made strategies by industry: look, search, and take one or a whole pack over as drafts. */
export function LibraryDrawer({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const query = useApi(endpoints.strategyLibrary())
  return (
    <Drawer open size="min(820px, 100vw)" onClose={close} title={t('library.title')}>
      <QueryView query={query} skeleton={<BlockSkeleton />}>
        {({ items }) => <Library items={items} />}
      </QueryView>
    </Drawer>
  )
}

function Library({ items }: { items: readonly LibraryStrategy[] }) {
  const { t } = useTranslation()
  const code = useCode()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const take = useChange<LibraryTaken>(['/strategies', '/strategy-library'])
  const packs = packsOf(items)
  const [pack, setPack] = useState(packs[0] ?? '')
  const [asked, setAsked] = useState('')
  // Who searches means all packs.
  const shown = items.filter((item) => (asked.trim() === '' ? item.definition.pack === pack : isFound(item, asked)))
  const open = shown.filter(({ state }) => state === null)
  const add = (body: { ids: string[] } | { pack: string }) =>
    take.mutate(
      { method: 'POST', path: '/strategy-library', body },
      {
        onSuccess: ({ added }) => void message.success(t('library.added', { count: added.length })),
        onError: (problem) => void message.error(problemText(problem)),
      },
    )
  return (
    <div className="stack">
      <p className="soft">{t('library.purpose')}</p>
      <Input.Search
        allowClear
        aria-label={t('library.search')}
        placeholder={t('library.search')}
        value={asked}
        onChange={(event) => setAsked(event.target.value)}
      />
      {asked.trim() === '' ? (
        <div className="row library-packs">
          <Segmented
            aria-label={t('library.packs')}
            value={pack}
            onChange={setPack}
            options={packs.map((value) => ({
              value,
              label: `${code('pack', value)} ${items.filter(({ definition }) => definition.pack === value).length}`,
            }))}
          />
          {can('strategies:write') && open.length > 0 ? (
            <Button loading={take.isPending} onClick={() => add({ pack })}>
              {t('library.addPack', { count: open.length })}
            </Button>
          ) : null}
        </div>
      ) : null}
      {shown.length === 0 ? <EmptyState title={t('library.nothing')}>{t('library.nothingText')}</EmptyState> : null}
      {shown.map((item) => (
        <LibraryCard
          key={item.id}
          item={item}
          {...(can('strategies:write') ? { add: () => add({ ids: [item.id] }) } : {})}
          isAdding={take.isPending}
        />
      ))}
    </div>
  )
}

function LibraryCard({ item, add, isAdding }: { item: LibraryStrategy; add?: () => void; isAdding: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { definition } = item
  return (
    <article className="panel strategy" aria-label={format.text(definition.name)}>
      <div className="strategy-head">
        <h2>{format.text(definition.name)}</h2>
        {item.state === null ? null : <StrategyStateTag state={item.state} />}
      </div>
      <p className="soft strategy-summary">{format.text(definition.summary)}</p>
      <dl className="strategy-facts">
        <dt>{t('decide.audience')}</dt>
        <dd>
          {format.text(item.sentence)}
          {item.reach === null ? null : (
            <span className="faint"> {t('library.reach', { count: item.reach, n: format.integer(item.reach) })}</span>
          )}
        </dd>
        {item.missing.length === 0 ? null : (
          <>
            <dt>{t('library.missing')}</dt>
            <dd className="row">
              {item.missing.map(({ kind, name }) => (
                <StateTag key={`${kind}/${name}`} tone="warn">
                  {t(`library.needs.${kind}`, { name })}
                </StateTag>
              ))}
            </dd>
          </>
        )}
        <dt>{t('decide.channel')}</dt>
        <dd>
          {channelsOf(definition)
            .map((channel) => code('channel', channel))
            .join(t('library.then'))}{' '}
          · {format.text(definition.offer.label) || t(`codes.offer.${definition.offer.kind}`)}
        </dd>
        <dt>{t('library.assumed')}</dt>
        <dd className="num">
          {t('library.figures', {
            effect: format.points(definition.expectedEffect),
            cost: format.money(definition.contactCost),
            days: format.integer(definition.windowDays),
          })}
        </dd>
      </dl>
      <details>
        <summary>{t('library.text')}</summary>
        <div className="message-preview">
          <h3>{format.text(definition.content.subject)}</h3>
          <pre>{format.text(definition.content.body)}</pre>
        </div>
      </details>
      <div className="strategy-foot">
        <Label>{code('pack', definition.pack)}</Label>
        {add === undefined || item.state !== null ? null : (
          <Button size="small" loading={isAdding} onClick={add}>
            {t('library.add')}
          </Button>
        )}
      </div>
    </article>
  )
}
