import { Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { endpoints } from '../api/endpoints.ts'
import { useApi } from '../api/use-api.ts'
import { Icon } from '../components/icon.tsx'
import { useReach } from '../session/use-can.ts'
import { navigationFor } from './nav.ts'
import { useDestinations } from './use-destinations.ts'
import type { Hit } from './use-destinations.ts'
import './command-search.css'

const SHOWN = 30

/** Ctrl-K: jumps to a page, a setting, a strategy, a run, a result or an import, or to the customer with exactly this phone, email, member number or id. */
export function CommandSearch() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setOpen(true)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <button
        type="button"
        className="search-button"
        aria-label={t('shell.search')}
        aria-keyshortcuts="Control+K"
        onClick={() => setOpen(true)}
      >
        <Icon name="search" size={16} />
        <span className="search-hint">{t('shell.searchHint')}</span>
        <kbd aria-hidden="true" data-keys="Ctrl K" />
      </button>
      <Modal
        open={open}
        onCancel={() => setOpen(false)}
        footer={null}
        closable={false}
        width={560}
        destroyOnHidden
        className="search-modal"
      >
        <SearchBox close={() => setOpen(false)} />
      </Modal>
    </>
  )
}

function SearchBox({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const destinations = useDestinations()
  const reach = useReach()
  const pageKeys = new Set<string>(navigationFor(reach).flatMap((group) => group.items.map(({ key }) => key)))
  const list = useRef<HTMLDivElement>(null)
  const [text, setText] = useState('')
  const [asked, setAsked] = useState('')
  const [at, setAt] = useState(0)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 250)
    return () => clearTimeout(timer)
  }, [text])
  const found = useApi(endpoints.customers({ q: asked, limit: 5 }), { enabled: asked.length >= 3 && reach.can('customers:read') })
  const customers = asked.length >= 3 ? (found.data?.items ?? []) : []
  const needle = text.trim().toLowerCase()
  const hits: Hit[] = [
    ...customers.map((row) => ({
      key: row.id,
      title: row.maskedName === '' ? row.id : row.maskedName,
      hint: row.identifiers.map((one) => one.masked).join(' · '),
      to: `/customers/${row.id}`,
    })),
    ...destinations
      .filter(({ key, title, to }) => (needle === '' ? pageKeys.has(key) : `${title} ${to}`.toLowerCase().includes(needle)))
      .slice(0, SHOWN),
  ]
  const go = (hit: Hit | undefined) => {
    if (hit === undefined) return
    close()
    void navigate(hit.to)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt((now) => Math.min(hits.length - 1, now + 1))
    else if (event.key === 'ArrowUp') setAt((now) => Math.max(0, now - 1))
    else if (event.key === 'Home' && event.ctrlKey) setAt(0)
    else if (event.key === 'End' && event.ctrlKey) setAt(Math.max(0, hits.length - 1))
    else if (event.key === 'Enter') go(hits[at])
    else return
    event.preventDefault()
  }
  const active = hits[at]
  const activeKey = active?.key
  useEffect(() => {
    if (activeKey !== undefined) list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [activeKey])
  return (
    <div className="search-box">
      <div className="search-input">
        <Icon name="search" size={18} />
        <input
          // The dialog is opened to type here.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="search-hits"
          aria-activedescendant={active === undefined ? undefined : `hit-${active.key}`}
          aria-label={t('shell.search')}
          placeholder={t('shell.searchPlaceholder')}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKey}
        />
      </div>
      <div ref={list} id="search-hits" role="listbox" aria-label={t('shell.searchResults')} className="search-hits">
        {hits.map((hit, index) => (
          <div
            key={hit.key}
            id={`hit-${hit.key}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={index === at ? 'hit hit-active' : 'hit'}
            onMouseEnter={() => setAt(index)}
            onClick={() => go(hit)}
            onKeyDown={onKey}
          >
            <span>{hit.title}</span>
            <span className="hit-hint">{hit.hint}</span>
          </div>
        ))}
      </div>
      {hits.length === 0 ? <p className="search-none">{found.isFetching ? t('common.loading') : t('shell.searchNone')}</p> : null}
    </div>
  )
}
