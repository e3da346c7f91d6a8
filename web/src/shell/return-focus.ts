import { useEffect } from 'react'

const OVERLAY = '.ant-drawer, .ant-modal-root'

/**
 * When a drawer or dialog goes away with the focus in it, the focus returns to what had it before: the row or button that opened it, or the page's
 * content where that is gone. Dialogs that stay in the page when they close do so themselves; those that are taken out with their data cannot.
 */
export function useReturnFocus(): void {
  useEffect(() => {
    let opener: HTMLElement | null = null
    let isInside = false
    const onFocus = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return
      isInside = target.closest(OVERLAY) !== null
      if (!isInside) opener = target
    }
    const watch = new MutationObserver((changes) => {
      const gone = changes.some(({ removedNodes }) => [...removedNodes].some((node) => node instanceof Element && hasOverlay(node)))
      if (!gone || !isInside || document.activeElement !== document.body) return
      isInside = false
      const back = opener?.isConnected === true ? opener : document.querySelector<HTMLElement>('#main')
      back?.focus({ preventScroll: true })
    })
    document.addEventListener('focusin', onFocus)
    watch.observe(document.body, { childList: true })
    return () => {
      document.removeEventListener('focusin', onFocus)
      watch.disconnect()
    }
  }, [])
}

function hasOverlay(node: Element): boolean {
  return node.matches(OVERLAY) || node.querySelector(OVERLAY) !== null
}
