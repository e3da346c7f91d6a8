import { useEffect, useRef } from 'react'
import { TabRow } from './tab-row.tsx'
import type { PageParams } from './use-page-params.ts'

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

/** The tabs of a page; the address names the open one, and what belonged to another tab is dropped from it. */
export function PageTabs({ params, items, keep = ['job'] }: Props) {
  const first = items[0]?.key ?? ''
  const current = items.find((one) => one.key === params.get('tab'))?.key ?? first
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
  return <TabRow items={items} current={current} open={open} />
}
