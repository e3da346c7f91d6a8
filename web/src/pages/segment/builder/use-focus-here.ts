import type { RefSelectProps } from 'antd'
import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'

/** For a menu that somebody has just asked for: it has the focus once it is there. */
export function useFocusHere(isWanted: boolean): RefObject<RefSelectProps | null> {
  const menu = useRef<RefSelectProps>(null)
  const wanted = useRef(isWanted)
  useEffect(() => {
    if (wanted.current) menu.current?.focus()
  }, [])
  return menu
}
