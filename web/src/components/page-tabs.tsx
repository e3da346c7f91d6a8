import type { ParseKeys } from 'i18next'
import { useEffect, useRef } from 'react'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import type { Permission } from '#http/access/access-schemas.ts'
import { useReach } from '../session/use-can.ts'
import { PartOnly } from './part-only.tsx'
import { TabRow } from './tab-row.tsx'
import type { PageParams } from './use-page-params.ts'

/** What stands in a row of tabs for one of them. */
export interface TabHead {
  key: string
  label: ParseKeys
  /** Without this permission the tab is not offered. */
  needs?: Permission
  /** Of the whole shop: closed to accounts that see only a part of the customers. */
  wholeShop?: true
}

/** One tab of a page. */
export interface PageTab<P> extends TabHead {
  view: ComponentType<P>
}

/** The tabs that a person has here, and the one that the address names, or the first; one of the whole shop that is closed to them says so. */
export function usePageTabs<P>(params: PageParams, tabs: readonly [PageTab<P>, ...PageTab<P>[]]) {
  const { can, limited } = useReach()
  const offered = tabs.filter(({ needs, wholeShop }) => (needs === undefined || can(needs)) && !(limited && wholeShop === true))
  const asked = tabs.find(({ key }) => key === params.get('tab'))
  if (limited && asked?.wholeShop === true) return { offered, current: { ...asked, view: PartOnly } }
  return { offered, current: offered.find(({ key }) => key === asked?.key) ?? offered[0] ?? tabs[0] }
}

interface Props {
  params: PageParams
  /** The first is the one without a name in the address. */
  tabs: { offered: readonly TabHead[]; current: TabHead }
}

/** A job that is watched means the same on every tab. */
const KEPT: readonly string[] = ['job']

/** The row of a page's tabs; the address names the open one, and what belonged to another tab is dropped from it. */
export function PageTabs({ params, tabs: { offered, current } }: Props) {
  const { t } = useTranslation()
  const shown = useRef(current.key)
  useEffect(() => {
    // Another tab is read from its top, also when a link far down has opened it.
    if (shown.current !== current.key) window.scrollTo({ top: 0 })
    shown.current = current.key
  }, [current.key])
  const open = (key: string) => {
    const others = Object.keys(params.all).filter((name) => !KEPT.includes(name))
    const dropped = Object.fromEntries(others.map((name) => [name, undefined]))
    params.set({ ...dropped, tab: key === offered[0]?.key ? undefined : key }, { replace: false })
  }
  return <TabRow items={offered.map(({ key, label }) => ({ key, label: t(label) }))} current={current.key} open={open} />
}
