import { useEffect, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import type { PageParams } from './use-page-params.ts'
import './page-tabs.css'

interface Props {
  params: PageParams
  /** The first is the one without a name in the address. */
  items: readonly { key: string; label: string }[]
  /** Parameters that mean the same on every tab. */
  keep?: readonly string[]
}

/** The tab that the address names, or the first. */
export function currentTab<K extends string>(params: PageParams, keys: readonly [K, ...K[]]): K {
  return keys.find((key) => key === params.get('tab')) ?? keys[0]
}

/** The tabs of a page; the address names the open one, and what belonged to another tab is dropped from it. Arrows step through them. */
export function PageTabs({ params, items, keep = ['job'] }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const first = items[0]?.key ?? ''
  const current = items.find((one) => one.key === params.get('tab'))?.key ?? first
  useEffect(() => {
    // On a narrow screen the row is wider than its box.
    const box = list.current
    const tab = box?.querySelector<HTMLElement>('[aria-selected="true"]')
    if (box !== null && tab !== null && tab !== undefined) box.scrollLeft = tab.offsetLeft - (box.clientWidth - tab.clientWidth) / 2
  }, [current])
  const shown = useRef(current)
  useEffect(() => {
    // Another tab is read from its top, also when a link far down has opened it.
    if (shown.current !== current) window.scrollTo({ top: 0 })
    shown.current = current
  }, [current])
  const open = (key: string) => {
    const others = Object.keys(params.all).filter((name) => !keep.includes(name))
    params.set({ ...Object.fromEntries(others.map((name) => [name, undefined])), tab: key === first ? undefined : key }, { replace: false })
  }
  const step = (event: KeyboardEvent<HTMLButtonElement>, index: number) => {
    const to = event.key === 'ArrowRight' ? index + 1 : event.key === 'ArrowLeft' ? index - 1 : undefined
    const item = to === undefined ? undefined : items[(to + items.length) % items.length]
    if (item === undefined) return
    event.preventDefault()
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[items.indexOf(item)]?.focus()
    open(item.key)
  }
  return (
    <div className="page-tabs" role="tablist" ref={list}>
      {items.map((item, index) => (
        <button
          key={item.key}
          type="button"
          role="tab"
          aria-selected={item.key === current}
          tabIndex={item.key === current ? 0 : -1}
          onClick={() => open(item.key)}
          onKeyDown={(event) => step(event, index)}
        >
          {item.label}
        </button>
      ))}
    </div>
  )
}
